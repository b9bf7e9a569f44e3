package org.s2r2.objective;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.s2r2.tensor.HostTensorEngine;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;

/**
 * Errors are relative to the reference's value, or to a floor where that value is so small that the reference's own
 * rounding is more than the tolerance. The reference's loss is 1 - mean AP, a difference of numbers near 1, exact to two
 * units in the last place of 1. Its gradient adds up terms of size 1 / temperature that cancel, exact to one unit in
 * the last place of those. In case 26, the worst, the true values are below 1e-30 and the reference's are rounding.
 */
class SmoothApGoldenTest {

    private static final double ULP = Math.ulp(1.0);

    static List<GoldenCase> cases() {
        return GoldenCase.list();
    }

    @Test
    void findsAllThirtyCases() {
        assertThat(cases()).hasSize(30);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void lossAndGradientAgreeWithTheReferenceInDoublePrecision(GoldenCase golden) {
        requireAgreement(HostTensorEngine.float64(), golden, 1e-9);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void lossAndGradientAgreeWithTheReferenceInSinglePrecision(GoldenCase golden) {
        requireAgreement(HostTensorEngine.float32(), golden, 1e-4);
    }

    private static void requireAgreement(TensorEngine engine, GoldenCase golden, double tolerance) {
        double lossFloor = 2 * ULP / tolerance;
        double gradientFloor = ULP / golden.temperature() / tolerance;
        try (Tensor embeddings = engine.tensor(golden.embeddings(), golden.rows(), golden.dim());
                ValueAndGradients found = golden.objective().evaluate(engine, embeddings, golden.layout())) {
            double lossError = Math.abs(found.value() - golden.loss()) / Math.max(golden.loss(), lossFloor);
            double[] gradient = found.gradients().get(0).toDoubles();
            double largest = DoubleStream.of(golden.gradient()).map(Math::abs).max().orElseThrow();
            double difference = 0;
            for (int i = 0; i < gradient.length; i++) {
                difference = Math.max(difference, Math.abs(gradient[i] - golden.gradient()[i]));
            }
            double gradientError = difference / Math.max(largest, gradientFloor);
            assertThat(lossError).as("relative error of the loss").isLessThan(tolerance);
            assertThat(gradientError).as("relative error of the gradient").isLessThan(tolerance);
        }
    }
}
