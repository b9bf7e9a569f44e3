package org.s2r2.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Where tensors live (the Java heap, a GPU), and how functions of them are differentiated there. */
public interface TensorEngine {

    /** A short name for messages and reports, such as {@code host float64}. */
    String name();

    /** The precision of the tensors made here. */
    DataType dataType();

    /**
     * Whether tensors lie in the host's memory, so that reading and making them costs no more than a copy there; else
     * they lie on an accelerator, which is the place to compute with them.
     */
    boolean onHost();

    /** How many threads may compute on the host beside an engine's own, for losses that are computed on plain arrays. */
    default int threads() {
        return Runtime.getRuntime().availableProcessors();
    }

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

    /**
     * The value and the gradients of a sum of scalar functions, each as in {@link #differentiate}. They are
     * differentiated one after the other, so that there is memory for what one of them makes, and not for all of them.
     *
     * @param terms what to add up, at least one function of the inputs
     */
    default ValueAndGradients differentiateSum(List<Function<List<Tensor>, Tensor>> terms, List<Tensor> inputs) {
        ValueAndGradients sum = null;
        try {
            for (Function<List<Tensor>, Tensor> term : terms) {
                ValueAndGradients next = differentiate(term, inputs);
                sum = sum == null ? next : sumAndClose(sum, next);
            }
            if (sum == null) {
                throw new IllegalArgumentException("found no terms, expected a sum of 1 or more");
            }
            ValueAndGradients result = sum;
            sum = null;
            return result;
        } finally {
            // Still set only if a term failed.
            if (sum != null) {
                sum.close();
            }
        }
    }

    private static ValueAndGradients sumAndClose(ValueAndGradients one, ValueAndGradients other) {
        try (one; other) {
            List<Tensor> gradients = new ArrayList<>();
            for (int i = 0; i < one.gradients().size(); i++) {
                gradients.add(one.gradients().get(i).add(other.gradients().get(i)));
            }
            return new ValueAndGradients(one.value() + other.value(), List.copyOf(gradients));
        }
    }

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
