package org.s2r2.testkit.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;

/** Compares an engine's values with expected ones, and its gradients with finite differences. */
record TensorChecks(TensorEngine engine) {

    private static final double STEP = 1e-5;

    /** The gradient of a function of one tensor to a scalar or a single element. */
    double[] gradientAt(UnaryOperator<Tensor> function, double[] x, int... shape) {
        try (Tensor input = engine.tensor(x, shape);
                ValueAndGradients found =
                        engine.differentiate(in -> function.apply(in.get(0)).reshape(), List.of(input))) {
            return found.gradients().get(0).toDoubles();
        }
    }

    /** An operation on a tensor of shape [2, 3] that does not fit it. */
    void refusal(UnaryOperator<Tensor> operation) {
        try (Tensor x = engine.tensor(new double[6], 2, 3)) {
            assertThatThrownBy(() -> engine.evaluate(in -> operation.apply(in.get(0)), List.of(x)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    void all(
            Function<List<Tensor>, Tensor> function, double[] x, int[] shape, int[] resultShape, double[] expected) {
        value(function, List.of(x), List.of(shape), resultShape, expected);
        gradient(function, List.of(x), List.of(shape));
    }

    void value(Function<List<Tensor>, Tensor> function, List<double[]> inputs, List<int[]> shapes,
            int[] resultShape, double[] expected) {
        FiniteDifferences.withTensors(engine, inputs, shapes, tensors -> {
            try (Tensor result = engine.evaluate(function, tensors)) {
                assertThat(result.shape()).containsExactly(resultShape);
                assertThat(result.toDoubles()).containsExactly(expected, within(1e-12));
            }
            return null;
        });
    }

    /** Compares the gradient of a weighted sum of the results, with weights that tell the elements apart. */
    void gradient(Function<List<Tensor>, Tensor> function, List<double[]> inputs, List<int[]> shapes) {
        Function<List<Tensor>, Tensor> scalar = in -> {
            Tensor result = function.apply(in);
            double[] weights = new double[result.size()];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = 0.5 + 0.37 * i % 1.7;
            }
            return result.mul(result.constant(weights, result.shape())).sum();
        };
        FiniteDifferences.requireGradient(engine, scalar, inputs, shapes, STEP, 1e-7);
    }
}
