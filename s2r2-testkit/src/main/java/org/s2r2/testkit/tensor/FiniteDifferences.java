package org.s2r2.testkit.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;

/** Gradients by central differences, (f(x + h) - f(x - h)) / 2h: the oracle of the tests of gradients. */
public final class FiniteDifferences {

    private FiniteDifferences() {}

    /** Requires the engine's gradient of a scalar function to equal central differences, element by element. */
    public static void requireGradient(TensorEngine engine, Function<List<Tensor>, Tensor> function,
            List<double[]> inputs, List<int[]> shapes, double step, double tolerance) {
        List<double[]> gradients = withTensors(engine, inputs, shapes, tensors -> {
            try (ValueAndGradients found = engine.differentiate(function, tensors)) {
                return found.gradients().stream().map(Tensor::toDoubles).toList();
            }
        });
        for (int input = 0; input < inputs.size(); input++) {
            double[] expected = new double[inputs.get(input).length];
            for (int i = 0; i < expected.length; i++) {
                double above = valueAt(engine, function, inputs, shapes, input, i, step);
                double below = valueAt(engine, function, inputs, shapes, input, i, -step);
                expected[i] = (above - below) / (2 * step);
            }
            assertThat(gradients.get(input)).as("gradient of input " + input).containsExactly(expected, within(tolerance));
        }
    }

    static <T> T withTensors(
            TensorEngine engine, List<double[]> inputs, List<int[]> shapes, Function<List<Tensor>, T> use) {
        List<Tensor> tensors = new ArrayList<>();
        try {
            for (int i = 0; i < inputs.size(); i++) {
                tensors.add(engine.tensor(inputs.get(i), shapes.get(i)));
            }
            return use.apply(List.copyOf(tensors));
        } finally {
            tensors.forEach(Tensor::close);
        }
    }

    private static double valueAt(TensorEngine engine, Function<List<Tensor>, Tensor> function, List<double[]> inputs,
            List<int[]> shapes, int input, int element, double step) {
        List<double[]> moved = new ArrayList<>(inputs);
        moved.set(input, inputs.get(input).clone());
        moved.get(input)[element] += step;
        return withTensors(engine, moved, shapes, tensors -> {
            try (Tensor value = engine.evaluate(function, tensors)) {
                return value.item();
            }
        });
    }
}
