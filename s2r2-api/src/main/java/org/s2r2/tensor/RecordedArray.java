package org.s2r2.tensor;

import java.util.Arrays;
import org.jspecify.annotations.NullUnmarked;
import org.s2r2.tensor.Tape.Backward;
import org.s2r2.tensor.Tape.Node;

/**
 * Elements with a shape on the Java heap, and their place on a tape. Elements are kept as doubles in both data types;
 * with {@link DataType#FLOAT32} every element of every result is rounded to a float. An array that a tensor holds is
 * not written to any more, so that several tensors can share one.
 */
@NullUnmarked
abstract sealed class RecordedArray implements Tensor permits HostTensor {

    private final DataType type;
    private final int[] shape;
    private final Tape tape;
    private final Node node;
    private double[] values;

    /**
     * @param values elements of this data type, already rounded
     * @param tape the tape of the {@code differentiate} call in which this tensor was made; null outside of one
     * @param node where its gradient adds up; null for a constant
     */
    RecordedArray(DataType type, double[] values, int[] shape, Tape tape, Node node) {
        this.type = type;
        this.values = values;
        this.shape = shape;
        this.tape = tape;
        this.node = node;
    }

    /** Says how the gradient at the result of an operation goes on to its operands. */
    @FunctionalInterface
    interface BinaryBackward {
        Backward of(HostTensor that, Broadcast broadcast, double[] result);
    }

    /** A tensor outside of any {@code differentiate} call. */
    static HostTensor free(DataType type, double[] values, int[] shape) {
        return new HostTensor(type, values, shape, null, null);
    }

    /** These elements as an input recorded on a tape. */
    HostTensor on(Tape inputTape, Node leaf) {
        return new HostTensor(type, values(), shape, inputTape, leaf);
    }

    /** These elements outside of any {@code differentiate} call. */
    HostTensor free() {
        return free(type, values(), shape);
    }

    /** Whether the gradient comes through here. */
    boolean isRecorded() {
        return node != null;
    }

    /** Whether this is on the given tape, apart from being recorded there. */
    boolean isOn(Tape other) {
        return tape == other;
    }

    Node node() {
        return node;
    }

    /** Hands a freshly made gradient to this tensor, which is recorded. */
    void give(double[] gradient) {
        node.give(gradient);
    }

    /** Hands a gradient to this tensor, which is recorded; others may read the array too. */
    void share(double[] gradient) {
        node.share(gradient);
    }

    /** Hands the gradient at a result to this operand if it is recorded, as reduced to the operand's shape. */
    void passOn(double[] gradient, double[] reduced) {
        if (isRecorded()) {
            if (reduced == gradient) {
                share(gradient);
            } else {
                give(reduced);
            }
        }
    }

    /** Freshly computed elements, which are rounded here, in place. */
    HostTensor computed(double[] result, int[] resultShape, Backward backward) {
        return moved(rounded(type, result), resultShape, backward);
    }

    /** Freshly computed elements of this and another operand, which are rounded here, in place. */
    HostTensor computed(HostTensor that, double[] result, int[] resultShape, Backward backward) {
        return moved(that, rounded(type, result), resultShape, backward);
    }

    /** Elements taken over from this tensor. */
    HostTensor moved(double[] result, int[] resultShape, Backward backward) {
        return new HostTensor(type, result, resultShape, tape, node == null ? null : tape.record(backward));
    }

    /** Elements taken over from this and another operand. */
    HostTensor moved(HostTensor that, double[] result, int[] resultShape, Backward backward) {
        RecordedArray onTape = tape == null ? that : this;
        boolean recorded = isRecorded() || that.isRecorded();
        return new HostTensor(type, result, resultShape, onTape.tape(), recorded ? onTape.tape().record(backward) : null);
    }

    HostTensor combine(Arithmetic operation, Tensor other, BinaryBackward backward) {
        HostTensor that = sibling(other);
        Broadcast broadcast = new Broadcast(shape, that.shape());
        double[] result = rounded(type, operation.apply(broadcast, values(), that.values()));
        boolean recorded = isRecorded() || that.isRecorded();
        return moved(that, result, broadcast.shape(), recorded ? backward.of(that, broadcast, result) : null);
    }

    /** The other operand of an operation, which has to be of the same engine, data type and differentiate call. */
    HostTensor sibling(Tensor other) {
        if (!(other instanceof HostTensor that)) {
            throw new IllegalArgumentException("a host tensor meets a tensor of another engine: " + other);
        }
        if (that.dataType() != type) {
            throw new IllegalArgumentException("a tensor of " + type + " meets one of " + that.dataType());
        }
        if (tape != null && that.tape() != null && tape != that.tape()) {
            throw new IllegalStateException("tensors of two differentiate calls meet in one operation");
        }
        return that;
    }

    @Override
    public Tensor constant(double[] constants, int... constantShape) {
        values();
        int[] fitting = Shapes.requireSize(constantShape, constants.length);
        return new HostTensor(type, rounded(type, constants.clone()), fitting, tape, null);
    }

    @Override
    public Tensor detach() {
        return new HostTensor(type, values(), shape, tape, null);
    }

    @Override
    public int[] shape() {
        return shape.clone();
    }

    @Override
    public int size() {
        return Shapes.size(shape);
    }

    @Override
    public DataType dataType() {
        return type;
    }

    @Override
    public double[] toDoubles() {
        return values().clone();
    }

    @Override
    public float[] toFloats() {
        double[] x = values();
        float[] floats = new float[x.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) x[i];
        }
        return floats;
    }

    @Override
    public double item() {
        double[] x = values();
        if (x.length != 1) {
            throw new IllegalArgumentException("item takes one element, found shape " + Arrays.toString(shape));
        }
        return x[0];
    }

    @Override
    public void close() {
        values = null;
    }

    @Override
    public String toString() {
        return "host tensor " + Arrays.toString(shape);
    }

    Tape tape() {
        return tape;
    }

    /** The elements, for reading. */
    double[] values() {
        if (values == null) {
            throw new IllegalStateException(this + " was closed");
        }
        if (tape != null && !tape.isOpen()) {
            throw new IllegalStateException(this + " was made inside a differentiate call that has returned");
        }
        return values;
    }

    double rounded(double value) {
        return type == DataType.FLOAT32 ? (float) value : value;
    }

    static double[] rounded(DataType type, double[] values) {
        return type == DataType.FLOAT32 ? Rounding.toFloat(values) : values;
    }
}
