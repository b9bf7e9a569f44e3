package org.s2r2.tensor;

import java.util.List;
import java.util.function.Function;

/** Where tensors live (the Java heap, a GPU), and how functions of them are differentiated there. */
public interface TensorEngine {

    /** A short name for messages and reports, such as {@code host float64}. */
    String name();

    DataType dataType();

    /** A tensor with these values in row-major order; the caller closes it. */
    Tensor tensor(double[] values, int... shape);

    /** A tensor with these values in row-major order; the caller closes it. */
    Tensor tensor(float[] values, int... shape);

    /**
     * The value of a scalar function and its gradient with respect to each input, by reverse-mode differentiation.
     * All tensors that the function makes are released before this returns.
     *
     * @param function a pure function from tensors of the inputs' shapes to a scalar
     * @param inputs where to evaluate; they stay the caller's
     * @throws IllegalArgumentException if the function's result is not a scalar
     */
    ValueAndGradients differentiate(Function<List<Tensor>, Tensor> function, List<Tensor> inputs);

    /** The value of a function, without recording anything for a gradient; the caller closes the result. */
    Tensor evaluate(Function<List<Tensor>, Tensor> function, List<Tensor> inputs);

    /**
     * @param value the function's value
     * @param gradients one gradient an input, of that input's shape (zeros where the value does not depend on it); the
     *     caller closes them
     */
    record ValueAndGradients(double value, List<Tensor> gradients) implements AutoCloseable {

        @Override
        public void close() {
            gradients.forEach(Tensor::close);
        }
    }
}
