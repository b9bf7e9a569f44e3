package org.s2r2.djl;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.function.BinaryOperator;
import org.s2r2.tensor.DataType;
import org.s2r2.tensor.Tensor;

/** A libtorch tensor. libtorch's autograd records what happens to it inside {@link DjlTensorEngine#differentiate}. */
final class DjlTensor implements Tensor {

    private final DjlTensorEngine engine;
    private final PtNDArray array;
    private final int[] shape;

    DjlTensor(DjlTensorEngine engine, PtNDArray array) {
        this.engine = engine;
        this.array = array;
        this.shape = Arrays.stream(array.getShape().getShape()).mapToInt(Math::toIntExact).toArray();
    }

    PtNDArray array() {
        return array;
    }

    @Override
    public int[] shape() {
        return shape.clone();
    }

    @Override
    public DataType dataType() {
        return engine.dataType();
    }

    @Override
    public Tensor constant(double[] values, int... shape) {
        return engine.tensor(values, shape);
    }

    @Override
    public Tensor add(Tensor other) {
        return broadcast(other, JniUtils::add);
    }

    @Override
    public Tensor add(double value) {
        return withScalar(value, JniUtils::add);
    }

    @Override
    public Tensor sub(Tensor other) {
        return broadcast(other, JniUtils::sub);
    }

    @Override
    public Tensor mul(Tensor other) {
        return broadcast(other, JniUtils::mul);
    }

    @Override
    public Tensor mul(double value) {
        return withScalar(value, JniUtils::mul);
    }

    @Override
    public Tensor div(Tensor other) {
        return broadcast(other, JniUtils::div);
    }

    @Override
    public Tensor matmul(Tensor other) {
        DjlTensor right = ours(other);
        Shapes.requireMatmul(shape, right.shape);
        return engine.adopt(JniUtils.matmul(array, right.array));
    }

    @Override
    public Tensor transpose() {
        Shapes.requireMatrix(shape);
        return engine.adopt(JniUtils.transpose(array, 0, 1));
    }

    @Override
    public Tensor reshape(int... shape) {
        Shapes.requireSize(shape, size());
        return engine.adopt(JniUtils.reshape(array, DjlTensorEngine.shape(shape).getShape()));
    }

    @Override
    public Tensor exp() {
        return engine.adopt(JniUtils.exp(array));
    }

    @Override
    public Tensor log() {
        return engine.adopt(JniUtils.log(array));
    }

    @Override
    public Tensor sqrt() {
        return engine.adopt(JniUtils.sqrt(array));
    }

    @Override
    public Tensor sigmoid() {
        return engine.adopt(JniUtils.sigmoid(array));
    }

    @Override
    public Tensor relu() {
        return engine.adopt(JniUtils.relu(array));
    }

    @Override
    public Tensor sum() {
        return engine.adopt(JniUtils.sum(array));
    }

    @Override
    public Tensor sum(int axis) {
        return engine.adopt(JniUtils.sum(array, new long[] {Shapes.axis(axis, shape)}, false));
    }

    @Override
    public Tensor max(int axis) {
        return engine.adopt(JniUtils.max(array, nonEmptyAxis(axis), false));
    }

    /** With m the largest element: m + log(sum(exp(x - m))), where m counts as a constant: it cancels out. */
    @Override
    public Tensor logSumExp(int axis) {
        int dim = nonEmptyAxis(axis);
        try (PtNDArray shift = finiteMax(dim);
                PtNDArray shifted = JniUtils.sub(array, shift);
                PtNDArray exp = JniUtils.exp(shifted);
                PtNDArray sum = JniUtils.sum(exp, new long[] {dim}, false);
                PtNDArray log = JniUtils.log(sum);
                PtNDArray dropped = JniUtils.squeeze(shift, dim)) {
            return engine.adopt(JniUtils.add(log, dropped));
        }
    }

    /** The largest elements along an axis, which stays, with 0 for infinite ones: inf - inf is no number. */
    private PtNDArray finiteMax(int dim) {
        try (PtNDArray constant = JniUtils.detachGradient(array);
                PtNDArray max = JniUtils.max(constant, dim, true);
                PtNDArray infinite = JniUtils.isInf(max);
                PtNDArray zero = engine.scalar(0)) {
            return JniUtils.where(infinite, zero, max);
        }
    }

    @Override
    public Tensor gather(int[] columns, int perRow) {
        Shapes.requireMatrix(shape);
        Shapes.requireSize(new int[] {shape[0], perRow}, columns.length);
        long[] wide = new long[columns.length];
        for (int i = 0; i < columns.length; i++) {
            if (columns[i] < 0 || columns[i] >= shape[1]) {
                throw new IllegalArgumentException(
                        "column " + columns[i] + " at " + i + " is not in a matrix of " + shape[1] + " columns");
            }
            wide[i] = columns[i];
        }
        try (PtNDArray index = Transfer.upload(array.getManager(), wide, new Shape(shape[0], perRow))) {
            return engine.adopt(JniUtils.gather(array, index, 1));
        }
    }

    @Override
    public Tensor rows(int from, int to) {
        if (shape.length == 0 || from < 0 || from > to || to > shape[0]) {
            throw new IllegalArgumentException(
                    "no rows " + from + " to " + to + " in shape " + Arrays.toString(shape));
        }
        return engine.adopt(JniUtils.slice(array, 0, from, to, 1));
    }

    @Override
    public Tensor concat(Tensor other) {
        DjlTensor right = ours(other);
        Shapes.requireConcat(shape, right.shape);
        return engine.adopt(JniUtils.cat(new PtNDArray[] {array, right.array}, 0));
    }

    @Override
    public Tensor detach() {
        return engine.adopt(JniUtils.detachGradient(array));
    }

    @Override
    public double[] toDoubles() {
        return Transfer.doubles(array);
    }

    @Override
    public float[] toFloats() {
        if (dataType() == DataType.FLOAT32) {
            return Transfer.floats(array);
        }
        double[] values = Transfer.doubles(array);
        float[] rounded = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            rounded[i] = (float) values[i];
        }
        return rounded;
    }

    @Override
    public double item() {
        Shapes.requireSize(shape, 1);
        return toDoubles()[0];
    }

    @Override
    public void close() {
        array.close();
    }

    @Override
    public String toString() {
        return "DjlTensor" + Arrays.toString(shape);
    }

    private Tensor broadcast(Tensor other, BinaryOperator<PtNDArray> operation) {
        DjlTensor right = ours(other);
        Shapes.requireBroadcast(shape, right.shape);
        return engine.adopt(operation.apply(array, right.array));
    }

    private Tensor withScalar(double value, BinaryOperator<PtNDArray> operation) {
        // Of the tensor's own type: DJL's operations with a Number widen a single-precision scalar to double.
        try (PtNDArray scalar = engine.scalar(value)) {
            return engine.adopt(operation.apply(array, scalar));
        }
    }

    private int nonEmptyAxis(int axis) {
        int found = Shapes.axis(axis, shape);
        if (shape[found] == 0) {
            throw new IllegalArgumentException("axis " + axis + " of shape " + Arrays.toString(shape) + " is empty");
        }
        return found;
    }

    private DjlTensor ours(Tensor other) {
        if (other instanceof DjlTensor that && that.dataType() == dataType()) {
            return that;
        }
        throw new IllegalArgumentException(
                "expected a tensor of " + engine.name() + ", found " + other + " of " + other.dataType());
    }
}
