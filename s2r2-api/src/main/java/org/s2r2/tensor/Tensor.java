package org.s2r2.tensor;

/**
 * An immutable differentiable array. Objectives are written against this interface alone, so that one loss runs on
 * every engine.
 *
 * <p>Two-operand arithmetic broadcasts as NumPy does: shapes are aligned at their last axis, and an axis of length 1
 * (or a missing leading axis) is repeated. Axes are counted from 0, and a negative axis from the end. Every operation
 * returns a new tensor, records itself for the gradient when it happens inside {@link TensorEngine#differentiate}, and
 * throws {@link IllegalArgumentException} when shapes do not fit. The tensors of one expression come from one engine
 * and have one {@link DataType}.
 *
 * <p>A tensor made inside {@code differentiate} lives until that call returns; any other belongs to its maker, who
 * closes it.
 */
public interface Tensor extends AutoCloseable {

    /** The lengths of the axes; empty for a scalar. */
    int[] shape();

    /** The precision of the elements. */
    DataType dataType();

    /** A constant on the same device and with the same data type as this tensor, which lives as long as its siblings. */
    Tensor constant(double[] values, int... shape);

    /** This tensor plus {@code other}, broadcast. */
    Tensor add(Tensor other);

    /** Every element plus {@code value}. */
    Tensor add(double value);

    /** This tensor minus {@code other}, broadcast. */
    Tensor sub(Tensor other);

    /** Element-wise product, broadcast. */
    Tensor mul(Tensor other);

    /** Every element times {@code value}. */
    Tensor mul(double value);

    /** Element-wise quotient, broadcast. */
    Tensor div(Tensor other);

    /** Matrix product: [n, k] by [k, m] gives [n, m]. */
    Tensor matmul(Tensor other);

    /** The transpose of a matrix: [n, m] gives [m, n]. */
    Tensor transpose();

    /** The same elements, in row-major order, under another shape of the same size. */
    Tensor reshape(int... shape);

    /** e to the power of every element. */
    Tensor exp();

    /** The natural logarithm. */
    Tensor log();

    /** The square root; the gradient at 0 is infinite. */
    Tensor sqrt();

    /** 1 / (1 + exp(-x)), without overflow for any finite x. */
    Tensor sigmoid();

    /** max(x, 0); the gradient at 0 is 0. */
    Tensor relu();

    /** The sum of all elements, as a scalar. */
    Tensor sum();

    /** The sum along one axis, which is dropped. */
    Tensor sum(int axis);

    /** The largest element along one axis, which is dropped; the gradient goes to the first of equals. */
    Tensor max(int axis);

    /** log(sum(exp(x))) along one axis, which is dropped; without overflow. */
    Tensor logSumExp(int axis);

    /**
     * Picks columns row by row: element [r, c] of the result is element [r, {@code columns[r * perRow + c]}] of this
     * matrix. A column may be picked more than once.
     *
     * @param columns row-major indices, rows x perRow of them
     * @param perRow the columns of the result
     */
    Tensor gather(int[] columns, int perRow);

    /** The entries {@code from} (inclusive) to {@code to} (exclusive) of the first axis. */
    Tensor rows(int from, int to);

    /** This tensor's entries along the first axis, followed by {@code other}'s; the other axes are equal. */
    Tensor concat(Tensor other);

    /** The same values, cut off from the gradient. */
    Tensor detach();

    /** The values in row-major order. */
    double[] toDoubles();

    /** The values in row-major order, rounded to single precision. */
    float[] toFloats();

    /** The only element of a scalar or of a tensor with one element. */
    double item();

    /** Lets go of the memory behind this tensor; closing twice is harmless. */
    @Override
    void close();

    /** The number of axes, 0 for a scalar. */
    default int rank() {
        return shape().length;
    }

    /** The number of elements, 1 for a scalar. */
    default int size() {
        int size = 1;
        for (int length : shape()) {
            size = Math.multiplyExact(size, length);
        }
        return size;
    }

    /** The mean of all elements, as a scalar. */
    default Tensor mean() {
        return sum().mul(1.0 / size());
    }

    /** The mean along one axis, which is dropped. */
    default Tensor mean(int axis) {
        int length = shape()[axis < 0 ? axis + rank() : axis];
        return sum(axis).mul(1.0 / length);
    }

    /**
     * The rows of a matrix, each divided by its Euclidean length. A row no longer than 1e-12 has no direction: it becomes
     * zeros, and the gradient at it is 0.
     */
    default Tensor unitRows() {
        return UnitRows.of(this);
    }
}
