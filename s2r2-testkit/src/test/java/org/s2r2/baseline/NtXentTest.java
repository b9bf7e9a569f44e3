package org.s2r2.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;
import org.s2r2.tensor.HostTensorEngine;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.testkit.objective.BruteForce;
import org.s2r2.testkit.objective.GoldenCase;
import org.s2r2.testkit.tensor.FiniteDifferences;
import org.s2r2.view.ViewLayout;

class NtXentTest {

    private static final int DIM = 5;
    private static final double TEMPERATURE = 0.3;

    private final TensorEngine engine = HostTensorEngine.float64();
    private final NtXent objective = new NtXent(TEMPERATURE);

    static List<GoldenCase> cases() {
        return GoldenCase.list(NtXent.NAME);
    }

    static List<ViewLayout> layouts() {
        return List.of(ViewLayout.viewMajor(4, 2), ViewLayout.imageMajor(4, 2), ViewLayout.viewMajor(3, 4),
                ViewLayout.imageMajor(3, 4));
    }

    private static double[] random(ViewLayout layout) {
        return new Random(4).doubles((long) layout.rows() * DIM, -1, 1).toArray();
    }

    /** The definition in the Javadoc of {@link NtXent}, with the sums as loops. */
    private static double definition(double[] rows, ViewLayout layout, int positiveViews) {
        double total = 0;
        int terms = 0;
        for (int a = 0; a < layout.views(); a++) {
            for (int b = 0; b < positiveViews; b++) {
                for (int image = 0; a != b && image < layout.images(); image++) {
                    int query = layout.row(image, a);
                    double sum = 0;
                    for (int row = 0; row < layout.rows(); row++) {
                        if (row != query && (layout.view(row) == a || layout.view(row) == b)) {
                            sum += Math.exp(similarity(rows, query, row) / TEMPERATURE);
                        }
                    }
                    total += Math.log(sum) - similarity(rows, query, layout.row(image, b)) / TEMPERATURE;
                    terms++;
                }
            }
        }
        return total / terms;
    }

    private static double similarity(double[] rows, int a, int b) {
        double sum = 0;
        for (int d = 0; d < DIM; d++) {
            sum += rows[a * DIM + d] * rows[b * DIM + d];
        }
        return sum;
    }

    @Test
    void theFirstViewsAloneMayBePositives() {
        for (ViewLayout layout : List.of(ViewLayout.viewMajor(4, 5), ViewLayout.imageMajor(3, 4))) {
            double[] rows = random(layout);
            for (int views = 2; views <= layout.views(); views++) {
                NtXent few = new NtXent(TEMPERATURE, views);
                assertThat(BruteForce.value(few, rows, layout)).isCloseTo(definition(rows, layout, views), within(1e-12));
                assertThat(NtXent.from(Settings.of("test", few.settings())).settings()).isEqualTo(few.settings())
                        .containsEntry("positiveViews", views);
            }
        }
        assertThat(objective.settings()).doesNotContainKey("positiveViews");
        assertThatThrownBy(() -> new NtXent(0.1, 4).requireBatch(ViewLayout.viewMajor(4, 3)))
                .isInstanceOf(InvalidInputException.class).hasMessageContaining("positiveViews: found 4");
        assertThatThrownBy(() -> new NtXent(0.1, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void findsAllSixCases() {
        assertThat(cases()).hasSize(6);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void lossAndGradientAgreeWithTheReferenceInDoublePrecision(GoldenCase golden) {
        golden.requireAgreement(new NtXent(golden.temperature()), engine, 1e-9);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void lossAndGradientAgreeWithTheReferenceInSinglePrecision(GoldenCase golden) {
        golden.requireAgreement(new NtXent(golden.temperature()), HostTensorEngine.float32(), 1e-4);
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void equalsTheDefinitionWrittenAsLoops(ViewLayout layout) {
        double[] rows = random(layout);
        try (Tensor embeddings = engine.tensor(rows, layout.rows(), DIM);
                ValueAndGradients found = objective.evaluate(engine, embeddings, layout)) {
            assertThat(found.value()).isCloseTo(definition(rows, layout, layout.views()), within(1e-13));
        }
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void theGradientEqualsFiniteDifferences(ViewLayout layout) {
        FiniteDifferences.requireGradient(engine, in -> objective.loss(in.get(0), layout), List.of(random(layout)),
                List.of(new int[] {layout.rows(), DIM}), 1e-5, 1e-8);
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void goingPairByPairChangesNothing(ViewLayout layout) {
        try (Tensor embeddings = engine.tensor(random(layout), layout.rows(), DIM);
                ValueAndGradients pairs = objective.evaluate(engine, embeddings, layout);
                ValueAndGradients whole =
                        engine.differentiate(in -> objective.loss(in.get(0), layout), List.of(embeddings))) {
            assertThat(pairs.value()).isCloseTo(whole.value(), within(1e-14));
            assertThat(pairs.gradients().get(0).toDoubles())
                    .containsExactly(whole.gradients().get(0).toDoubles(), within(1e-14));
        }
    }

    @Test
    void rowsFarFromUnitLengthDoNotLetARowFindItself() {
        // Similarities to itself are 4e6, to the other view 2e6 and to the other image 0.
        ViewLayout layout = ViewLayout.imageMajor(2, 2);
        double[] rows = {2000, 0, 1000, 0, 0, 2000, 0, 1000};
        NtXent cold = new NtXent(1e-4);
        for (TensorEngine any : List.of(engine, HostTensorEngine.float32())) {
            try (Tensor embeddings = any.tensor(rows, 4, 2);
                    ValueAndGradients found = cold.evaluate(any, embeddings, layout)) {
                assertThat(found.value()).isZero();
            }
        }
    }

    @Test
    void readsItsSettings() {
        assertThat(NtXent.from(Settings.of("test", Map.of())).settings().get("temperature")).isEqualTo(0.5);
        assertThat(NtXent.from(Settings.of("test", Map.of("temperature", 0.1))).settings().get("temperature")).isEqualTo(0.1);
        assertThatThrownBy(() -> NtXent.from(Settings.of("test", Map.of("temperature", 0))))
                .isInstanceOf(InvalidInputException.class).hasMessageContaining("temperature");
        assertThatThrownBy(() -> new NtXent(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }
}
