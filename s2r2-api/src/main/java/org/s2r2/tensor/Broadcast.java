package org.s2r2.tensor;

/**
 * A walk over two operands that broadcast to one shape. Axes are merged as long as both operands step through them
 * alike, so that equal shapes become one long row, and what is left of any pattern is rows in which each operand either
 * advances by one or stays on one element.
 */
final class Broadcast {

    private final int[] shape;
    private final int[] lengths;
    private final int[] leftStrides;
    private final int[] rightStrides;
    private final int axes;

    Broadcast(int[] left, int[] right) {
        shape = Shapes.broadcast(left, right);
        int rank = shape.length;
        int[] fullLeft = strides(left, shape);
        int[] fullRight = strides(right, shape);
        // Merged axes are counted from the innermost, which is 0.
        int[] n = new int[rank + 1];
        int[] l = new int[rank + 1];
        int[] r = new int[rank + 1];
        int merged = 0;
        for (int axis = rank - 1; axis >= 0; axis--) {
            if (shape[axis] == 1) {
                continue;
            }
            boolean continues = merged > 0
                    && fullLeft[axis] == l[merged - 1] * n[merged - 1]
                    && fullRight[axis] == r[merged - 1] * n[merged - 1];
            if (continues) {
                n[merged - 1] *= shape[axis];
            } else {
                n[merged] = shape[axis];
                l[merged] = fullLeft[axis];
                r[merged] = fullRight[axis];
                merged++;
            }
        }
        if (merged == 0) {
            n[0] = 1;
            merged = 1;
        }
        lengths = n;
        leftStrides = l;
        rightStrides = r;
        axes = merged;
    }

    /** Handles one row: the operands from their offsets on, each advancing by its step (0 or 1). */
    @FunctionalInterface
    interface Row {
        void accept(int left, int leftStep, int right, int rightStep, int out, int length);
    }

    int[] shape() {
        return shape.clone();
    }

    int size() {
        return Shapes.size(shape);
    }

    void forEachRow(Row row) {
        int total = size();
        if (total == 0) {
            return;
        }
        int length = lengths[0];
        int[] position = new int[axes];
        int left = 0;
        int right = 0;
        for (int out = 0; out < total; out += length) {
            row.accept(left, leftStrides[0], right, rightStrides[0], out, length);
            for (int axis = 1; axis < axes; axis++) {
                left += leftStrides[axis];
                right += rightStrides[axis];
                if (++position[axis] < lengths[axis]) {
                    break;
                }
                left -= leftStrides[axis] * lengths[axis];
                right -= rightStrides[axis] * lengths[axis];
                position[axis] = 0;
            }
        }
    }

    /**
     * The sum of a result-shaped gradient over the axes along which the left operand, of {@code size} elements, was
     * repeated; the gradient itself, not a copy, if it was not.
     */
    double[] reduceToLeft(double[] gradient, int size) {
        if (size == gradient.length) {
            return gradient;
        }
        double[] sums = new double[size];
        forEachRow((left, step, right, rightStep, out, length) -> addRow(gradient, out, sums, left, step, length));
        return sums;
    }

    /** The same for the right operand. */
    double[] reduceToRight(double[] gradient, int size) {
        if (size == gradient.length) {
            return gradient;
        }
        double[] sums = new double[size];
        forEachRow((left, leftStep, right, step, out, length) -> addRow(gradient, out, sums, right, step, length));
        return sums;
    }

    private static void addRow(double[] gradient, int out, double[] sums, int to, int step, int length) {
        if (step == 0) {
            sums[to] += Reductions.sum(gradient, out, length);
        } else {
            for (int i = 0; i < length; i++) {
                sums[to + i] += gradient[out + i];
            }
        }
    }

    private static int[] strides(int[] operand, int[] shape) {
        int[] strides = new int[shape.length];
        int missing = shape.length - operand.length;
        int stride = 1;
        for (int axis = operand.length - 1; axis >= 0; axis--) {
            // An operand of length 1 along an axis stays where it is; so does one that lacks the axis.
            strides[axis + missing] = operand[axis] == 1 ? 0 : stride;
            stride *= operand[axis];
        }
        return strides;
    }
}
