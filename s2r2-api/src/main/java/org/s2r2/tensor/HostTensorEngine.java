package org.s2r2.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Tensors in plain Java arrays, differentiated by a tape: the implementation that needs no native library, and in
 * double precision the oracle of every other one.
 *
 * <p>Elements are kept as doubles. With {@link DataType#FLOAT32} every element of every result and gradient is rounded
 * to a float, which equals single-precision arithmetic for + - * / and the square root; sums, matrix products and
 * transcendental functions are computed in double precision and rounded once, so that they are more exact than a chain
 * of single-precision operations.
 *
 * <p>An engine has no state, and differentiates on the calling thread. Calls to {@link #differentiate} and {@link
 * #evaluate} may be nested: what the inner call returns is a constant to the outer one. A tensor made inside {@code
 * differentiate} throws {@link IllegalStateException} when it is used after that call or together with a tensor of
 * another call, and any tensor does so after it was closed.
 */
public final class HostTensorEngine implements TensorEngine {

    private static final HostTensorEngine FLOAT32 = of(DataType.FLOAT32);
    private static final HostTensorEngine FLOAT64 = of(DataType.FLOAT64);

    private final DataType type;
    private final int threads;

    private HostTensorEngine(DataType type, int threads) {
        this.type = type;
        this.threads = threads;
    }

    private static HostTensorEngine of(DataType type) {
        return new HostTensorEngine(type, Runtime.getRuntime().availableProcessors());
    }

    /** Tensors in emulated single precision. */
    public static HostTensorEngine float32() {
        return FLOAT32;
    }

    /**
     * The same.
     *
     * @param threads see {@link #threads}
     */
    public static HostTensorEngine float32(int threads) {
        return new HostTensorEngine(DataType.FLOAT32, threads);
    }

    /** Tensors in double precision. */
    public static HostTensorEngine float64() {
        return FLOAT64;
    }

    @Override
    public int threads() {
        return threads;
    }

    @Override
    public String name() {
        return type == DataType.FLOAT32 ? "host float32" : "host float64";
    }

    @Override
    public DataType dataType() {
        return type;
    }

    @Override
    public boolean onHost() {
        return true;
    }

    @Override
    public Tensor tensor(double[] values, int... shape) {
        int[] fitting = Shapes.requireSize(shape, values.length);
        return RecordedArray.free(type, RecordedArray.rounded(type, values.clone()), fitting);
    }

    @Override
    public Tensor tensor(float[] values, int... shape) {
        int[] fitting = Shapes.requireSize(shape, values.length);
        double[] doubles = new double[values.length];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = values[i];
        }
        return RecordedArray.free(type, doubles, fitting);
    }

    @Override
    public ValueAndGradients differentiate(Function<List<Tensor>, Tensor> function, List<Tensor> inputs) {
        Tape tape = new Tape(type);
        try {
            List<Tensor> leaves = new ArrayList<>();
            for (Tensor input : inputs) {
                leaves.add(own(input).on(tape, tape.leaf()));
            }
            HostTensor result = own(function.apply(List.copyOf(leaves)));
            if (result.rank() != 0) {
                throw new IllegalArgumentException(
                        "only a scalar can be differentiated, found shape " + Arrays.toString(result.shape()));
            }
            double value = result.item();
            // A result that is not on this tape depends on none of the inputs.
            if (result.isRecorded() && result.isOn(tape)) {
                tape.backward(result.node());
            }
            List<Tensor> gradients = new ArrayList<>();
            for (Tensor leaf : leaves) {
                gradients.add(RecordedArray.free(type, own(leaf).node().gradient(leaf.size()), leaf.shape()));
            }
            return new ValueAndGradients(value, List.copyOf(gradients));
        } finally {
            tape.close();
        }
    }

    @Override
    public Tensor evaluate(Function<List<Tensor>, Tensor> function, List<Tensor> inputs) {
        List<Tensor> constants = new ArrayList<>();
        for (Tensor input : inputs) {
            constants.add(own(input).free());
        }
        return own(function.apply(List.copyOf(constants))).free();
    }

    private HostTensor own(Tensor tensor) {
        if (!(tensor instanceof HostTensor own) || own.dataType() != type) {
            throw new IllegalArgumentException(name() + " meets a tensor of another engine or data type: " + tensor);
        }
        return own;
    }
}
