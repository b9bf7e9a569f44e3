package org.s2r2.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;
import org.s2r2.tensor.HostTensorEngine;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.testkit.objective.Batches;
import org.s2r2.testkit.tensor.FiniteDifferences;
import org.s2r2.view.ViewLayout;

class SmoothApTest {

    private static final int DIM = 6;

    private final TensorEngine engine = HostTensorEngine.float64();

    @ParameterizedTest
    @EnumSource(QueryMode.class)
    void equalsTheDefinitionWrittenAsLoops(QueryMode query) {
        for (ViewLayout layout : List.of(ViewLayout.viewMajor(5, 4), ViewLayout.imageMajor(5, 4),
                ViewLayout.viewMajor(2, 2), ViewLayout.imageMajor(7, 3))) {
            double[] embeddings = Batches.clustered(layout, DIM, 0.8, 1);
            double expected = definition(embeddings, layout, 0.07, query);
            ValueAndGradients found = evaluate(new SmoothAp(0.07, query), embeddings, layout);
            assertThat(found.value()).isCloseTo(expected, within(1e-14));
        }
    }

    /** 1 - mean AP as in the Javadoc of {@link SmoothAp}, with the sums as loops. */
    private static double definition(double[] embeddings, ViewLayout layout, double temperature, QueryMode query) {
        double total = 0;
        for (int q = 0; q < layout.rows(); q++) {
            double precision = 0;
            int positives = 0;
            for (int i = 0; i < layout.rows(); i++) {
                if (layout.image(i) != layout.image(q) || i == q && query == QueryMode.EXCLUDED) {
                    continue;
                }
                double among = 1;
                double all = 1;
                for (int j = 0; j < layout.rows(); j++) {
                    if (j == i || j == q && query == QueryMode.EXCLUDED) {
                        continue;
                    }
                    double difference = similarity(embeddings, q, j) - similarity(embeddings, q, i);
                    double g = 1 / (1 + Math.exp(-difference / temperature));
                    all += g;
                    among += layout.image(j) == layout.image(q) ? g : 0;
                }
                precision += among / all;
                positives++;
            }
            total += precision / positives;
        }
        return 1 - total / layout.rows();
    }

    private static double similarity(double[] embeddings, int a, int b) {
        double sum = 0;
        for (int d = 0; d < DIM; d++) {
            sum += embeddings[a * DIM + d] * embeddings[b * DIM + d];
        }
        return sum;
    }

    @ParameterizedTest
    @EnumSource(QueryMode.class)
    void theGradientEqualsFiniteDifferences(QueryMode query) {
        ViewLayout layout = ViewLayout.viewMajor(4, 3);
        SmoothAp objective = new SmoothAp(0.1, query);
        FiniteDifferences.requireGradient(engine, in -> objective.loss(in.get(0), layout),
                List.of(Batches.clustered(layout, DIM, 0.8, 2)), List.of(new int[] {12, DIM}), 1e-5, 1e-7);
    }

    @ParameterizedTest
    @EnumSource(QueryMode.class)
    void theSizeOfABlockChangesNothing(QueryMode query) {
        ViewLayout layout = ViewLayout.viewMajor(5, 3);
        SmoothAp objective = new SmoothAp(0.05, query);
        try (Tensor embeddings = engine.tensor(Batches.clustered(layout, DIM, 0.8, 3), 15, DIM);
                ValueAndGradients whole =
                        engine.differentiate(in -> objective.loss(in.get(0), layout), List.of(embeddings))) {
            for (int queries : new int[] {1, 2, 4, 7, 14, 15, 100}) {
                ValueAndGradients found =
                        objective.evaluateComposed(engine, embeddings, ObjectiveStep.first(layout), queries);
                assertThat(found.value()).isCloseTo(whole.value(), within(1e-15));
                assertThat(found.gradients().get(0).toDoubles())
                        .containsExactly(whole.gradients().get(0).toDoubles(), within(1e-15));
            }
        }
    }

    @Test
    void aBatchLargerThanOneBlockGivesTheSameLoss() {
        ViewLayout layout = ViewLayout.viewMajor(100, 8);
        SmoothAp objective = new SmoothAp(0.05, QueryMode.EXCLUDED);
        double[] embeddings = Batches.clustered(layout, DIM, 0.8, 4);
        try (Tensor tensor = engine.tensor(embeddings, layout.rows(), DIM);
                ValueAndGradients blocks = objective.evaluate(engine, tensor, layout);
                ValueAndGradients whole = objective.evaluateComposed(
                        engine, tensor, ObjectiveStep.first(layout), layout.rows())) {
            assertThat(blocks.value()).isCloseTo(whole.value(), within(1e-13));
            assertThat(blocks.gradients().get(0).toDoubles())
                    .containsExactly(whole.gradients().get(0).toDoubles(), within(1e-13));
        }
    }

    @Test
    void anotherOrderOfRowsAndImagesPermutesTheGradient() {
        ViewLayout viewMajor = ViewLayout.viewMajor(4, 3);
        ViewLayout imageMajor = ViewLayout.imageMajor(4, 3);
        int[] newImage = {2, 0, 3, 1};
        double[] embeddings = Batches.clustered(viewMajor, DIM, 0.8, 5);
        SmoothAp objective = new SmoothAp(0.05, QueryMode.EXCLUDED);
        ValueAndGradients one = evaluate(objective, embeddings, viewMajor);
        ValueAndGradients other =
                evaluate(objective, Batches.rearranged(embeddings, viewMajor, imageMajor, newImage), imageMajor);
        assertThat(other.value()).isCloseTo(one.value(), within(1e-15));
        double[] expected =
                Batches.rearranged(one.gradients().get(0).toDoubles(), viewMajor, imageMajor, newImage);
        assertThat(other.gradients().get(0).toDoubles()).containsExactly(expected, within(1e-14));
    }

    @Test
    void aPerfectRankingHasAPositiveLossFarBelowTheRoundingOfOne() {
        ViewLayout layout = ViewLayout.imageMajor(2, 2);
        double[] embeddings = {1, 0, 1, 0, 0, 1, 0, 1};
        // Each of 4 queries has 1 positive at similarity 1 and 2 negatives at 0: 2 G(-1) / (1 + 2 G(-1)).
        double g = 1 / (1 + Math.exp(1 / 0.02));
        ValueAndGradients found = evaluate(new SmoothAp(0.02, QueryMode.EXCLUDED), embeddings, layout);
        assertThat(found.value()).isCloseTo(2 * g / (1 + 2 * g), within(1e-35));
    }

    @Test
    void approachesOneMinusTheAveragePrecisionAsTheTemperatureFalls() {
        ViewLayout layout = ViewLayout.viewMajor(6, 4);
        double[] embeddings = Batches.clustered(layout, DIM, 0.9, 6);
        float[] floats = new float[embeddings.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) embeddings[i];
        }
        double loss = evaluate(new SmoothAp(1e-4, QueryMode.EXCLUDED), embeddings, layout).value();
        assertThat(loss).isCloseTo(1 - BatchAp.of(floats, layout), within(0.01)).isBetween(0.05, 0.95);
    }

    @Test
    void readsItsSettings() {
        SmoothAp absent = SmoothAp.from(Settings.of("test", Map.of()));
        assertThat(absent.temperature()).isEqualTo(0.01);
        assertThat(absent.query()).isEqualTo(QueryMode.EXCLUDED);
        ObjectiveFactory factory = SmoothAp::from;
        Settings settings = Settings.of("test", Map.of("temperature", 0.05, "query", "included"));
        SmoothAp given = (SmoothAp) factory.create(settings);
        settings.rejectUnread();
        assertThat(given.temperature()).isEqualTo(0.05);
        assertThat(given.query()).isEqualTo(QueryMode.INCLUDED);
        assertThat(given.name()).isEqualTo("smooth-ap");
        assertThatThrownBy(() -> SmoothAp.from(Settings.of("test", Map.of("temperature", 0))))
                .isInstanceOf(InvalidInputException.class).hasMessageContaining("temperature");
        assertThatThrownBy(() -> SmoothAp.from(Settings.of("test", Map.of("query", "maybe"))))
                .isInstanceOf(InvalidInputException.class).hasMessageContaining("excluded, included");
        assertThatThrownBy(() -> new SmoothAp(Double.NaN, QueryMode.EXCLUDED))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private ValueAndGradients evaluate(Objective objective, double[] embeddings, ViewLayout layout) {
        try (Tensor tensor = engine.tensor(embeddings, layout.rows(), embeddings.length / layout.rows())) {
            return objective.evaluate(engine, tensor, layout);
        }
    }
}
