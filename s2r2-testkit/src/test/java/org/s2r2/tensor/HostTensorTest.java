package org.s2r2.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.testkit.tensor.TensorContract;

class HostTensorTest extends TensorContract {

    @Override
    protected TensorEngine engine() {
        return HostTensorEngine.float64();
    }

    @Test
    void singlePrecisionEqualsFloatArithmetic() {
        float[] a = {0.1f, 1e10f, 3, 16777216};
        float[] b = {0.2f, 1, 7, 1};
        TensorEngine engine = HostTensorEngine.float32();
        Tensor x = engine.tensor(a, 4);
        Tensor y = engine.tensor(b, 4);
        for (int i = 0; i < 4; i++) {
            assertThat(x.add(y).toDoubles()[i]).isEqualTo(a[i] + b[i]);
            assertThat(x.sub(y).toDoubles()[i]).isEqualTo(a[i] - b[i]);
            assertThat(x.mul(y).toDoubles()[i]).isEqualTo(a[i] * b[i]);
            assertThat(x.div(y).toDoubles()[i]).isEqualTo(a[i] / b[i]);
            assertThat(x.sqrt().toDoubles()[i]).isEqualTo((float) Math.sqrt(a[i]));
            assertThat(x.mul(0.1).toDoubles()[i]).isEqualTo(a[i] * 0.1f);
        }
    }

    @Test
    void singlePrecisionRoundsValuesConstantsAndGradients() {
        TensorEngine engine = HostTensorEngine.float32();
        Tensor x = engine.tensor(new double[] {0.1}, 1);
        assertThat(x.item()).isEqualTo(0.1f);
        assertThat(x.constant(new double[] {0.3}, 1).item()).isEqualTo(0.3f);
        ValueAndGradients found = engine.differentiate(in -> in.get(0).exp().mul(in.get(0)).sum(), List.of(x));
        double gradient = found.gradients().get(0).item();
        assertThat(gradient).isEqualTo((float) gradient).isCloseTo(1.1 * Math.exp(0.1), within(1e-6));
    }

    @Test
    void aNaNIsNotLostInAMaximum() {
        Tensor x = engine().tensor(new double[] {1, Double.NaN, 2, Double.NaN, 1, 2}, 2, 3);
        assertThat(x.max(1).toDoubles()).containsOnly(Double.NaN);
        assertThat(x.relu().toDoubles()[1]).isNaN();
    }

    @Test
    void aTensorIsNotUsableAfterItsDifferentiateCall() {
        Tensor x = engine().tensor(new double[] {1}, 1);
        List<Tensor> leaked = new ArrayList<>();
        engine().differentiate(in -> {
            leaked.add(in.get(0).exp());
            leaked.add(in.get(0).constant(new double[] {1}, 1));
            return in.get(0).sum();
        }, List.of(x));
        for (Tensor tensor : leaked) {
            assertThatThrownBy(tensor::item).isInstanceOf(IllegalStateException.class).hasMessageContaining("returned");
        }
    }

    @Test
    void aClosedTensorIsNotUsable() {
        Tensor x = engine().tensor(new double[] {1}, 1);
        Tensor same = x.reshape();
        x.close();
        assertThatThrownBy(x::exp).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
        assertThat(same.item()).as("a tensor of the same elements").isEqualTo(1);
    }

    @Test
    void tensorsOfTwoDifferentiateCallsDoNotMix() {
        Tensor x = engine().tensor(new double[] {1}, 1);
        assertThatThrownBy(() -> engine().differentiate(
                outer -> {
                    engine().differentiate(inner -> inner.get(0).add(outer.get(0)).sum(), List.of(x));
                    return outer.get(0).sum();
                },
                List.of(x)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aNestedCallIsAConstantToTheOuterOne() {
        // f(x) = x * g'(x) with g(x) = x^3 and g' taken as a constant: f'(2) = 12.
        Tensor x = engine().tensor(new double[] {2});
        ValueAndGradients found = engine().differentiate(
                outer -> outer.get(0).mul(engine()
                        .differentiate(in -> in.get(0).mul(in.get(0)).mul(in.get(0)), outer)
                        .gradients().get(0)),
                List.of(x));
        assertThat(found.value()).isEqualTo(24);
        assertThat(found.gradients().get(0).item()).isEqualTo(12);
    }

    @Test
    void dataTypesDoNotMix() {
        Tensor single = HostTensorEngine.float32().tensor(new double[] {1}, 1);
        Tensor twice = engine().tensor(new double[] {1}, 1);
        assertThatThrownBy(() -> twice.add(single)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> engine().evaluate(in -> in.get(0), List.of(single)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Lengths 5 and 13; the gradient of the first element of x / |x| is (1 - (x / |x|)^2, -x y / |x|^2) / |x|. */
    @Test
    void aRowIsDividedByItsLengthAndAShortOneBecomesZerosWithoutAGradient() {
        for (TensorEngine engine : List.of(engine(), HostTensorEngine.float32())) {
            double[] rows = {3, 4, 5, -12, 0, 0, 1e-30, 1e-30, 3e-13, 4e-13, 3e-12, 4e-12};
            Tensor x = engine.tensor(rows, 6, 2);
            assertThat(x.unitRows().toDoubles())
                    .containsExactly(new double[] {0.6, 0.8, 5 / 13.0, -12 / 13.0, 0, 0, 0, 0, 0, 0, 0.6, 0.8}, within(0.02));
            assertThat(x.rows(0, 2).unitRows().toDoubles())
                    .containsExactly(new double[] {0.6, 0.8, 5 / 13.0, -12 / 13.0}, within(1e-7));
            double[] found = engine.differentiate(
                            in -> in.get(0).unitRows().matmul(in.get(0).constant(new double[] {1, 0}, 2, 1)).sum(),
                            List.of(x))
                    .gradients().get(0).toDoubles();
            assertThat(found[0]).isCloseTo(0.64 / 5, within(1e-7));
            assertThat(found[1]).isCloseTo(-0.48 / 5, within(1e-7));
            assertThat(Arrays.copyOfRange(found, 4, 10)).containsOnly(0);
        }
    }

    @Test
    void aSumOfFunctionsHasTheSumOfTheirGradients() {
        TensorEngine engine = HostTensorEngine.float64();
        try (Tensor x = engine.tensor(new double[] {2, 3}, 2);
                Tensor y = engine.tensor(new double[] {5}, 1);
                ValueAndGradients found = engine.differentiateSum(
                        List.of(in -> in.get(0).mul(in.get(1)).sum(), in -> in.get(0).mul(in.get(0)).sum()),
                        List.of(x, y))) {
            assertThat(found.value()).isEqualTo(25 + 13);
            assertThat(found.gradients().get(0).toDoubles()).containsExactly(5 + 4, 5 + 6);
            assertThat(found.gradients().get(1).toDoubles()).containsExactly(5);
            assertThatThrownBy(() -> engine.differentiateSum(List.of(), List.of(x)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no terms");
        }
    }
}
