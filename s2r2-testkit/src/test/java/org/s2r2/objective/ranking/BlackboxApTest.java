package org.s2r2.objective.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.s2r2.objective.Objective;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;
import org.s2r2.tensor.HostTensorEngine;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.testkit.objective.Batches;
import org.s2r2.testkit.objective.BruteForce;
import org.s2r2.testkit.objective.ObjectiveContract;
import org.s2r2.view.ViewLayout;

class BlackboxApTest extends ObjectiveContract {

    @Override
    protected Objective objective() {
        return new BlackboxAp(0.5, 0.02);
    }

    /** The value is piecewise constant, and its derivative 0. */
    @Override
    protected Set<Property> lacks() {
        return Set.of(Property.GRADIENT_OF_THE_VALUE);
    }

    @Override
    protected List<Objective> extremes() {
        return List.of(new BlackboxAp(1e-3, 0), new BlackboxAp(1e6, 2));
    }

    @Test
    void theValueIsTheDefinitionsOnScoresWithAMargin() {
        for (double margin : new double[] {0, 0.02, 0.5}) {
            BruteForce.requireDefinition(new BlackboxAp(4, margin), (positives, negatives) -> oneMinusAveragePrecision(
                    Arrays.stream(positives).map(s -> s - margin / 2).toArray(),
                    Arrays.stream(negatives).map(s -> s + margin / 2).toArray()));
        }
    }

    static double oneMinusAveragePrecision(double[] positives, double[] negatives) {
        double sum = 0;
        for (double positive : positives) {
            // Both counts include the positive itself.
            double amongPositives = BruteForce.countNotBelow(positives, positive);
            sum += amongPositives / (amongPositives + BruteForce.countNotBelow(negatives, positive));
        }
        return 1 - sum / positives.length;
    }

    /** The gradient from sorted lists: rank, move the scores, rank again. */
    @Test
    void theGradientIsTheChangeOfRanksByMovedScores() {
        ViewLayout layout = ViewLayout.imageMajor(5, 3);
        int dim = 4;
        for (double lambda : new double[] {0.1, 1, 20}) {
            double[] rows = Batches.clustered(layout, dim, 1, 7);
            double[] expected = new double[rows.length];
            for (int query = 0; query < layout.rows(); query++) {
                double[] slopes = slopes(rows, dim, layout, query, lambda, 0.1);
                for (int row = 0; row < layout.rows(); row++) {
                    for (int d = 0; d < dim; d++) {
                        expected[query * dim + d] += slopes[row] * rows[row * dim + d] / layout.rows();
                        expected[row * dim + d] += slopes[row] * rows[query * dim + d] / layout.rows();
                    }
                }
            }
            assertThat(Arrays.stream(expected).anyMatch(value -> Math.abs(value) > 1e-3)).isTrue();
            try (Tensor embeddings = HostTensorEngine.float64().tensor(rows, layout.rows(), dim);
                    ValueAndGradients found = new BlackboxAp(lambda, 0.1)
                            .evaluate(HostTensorEngine.float64(), embeddings, layout)) {
                assertThat(found.gradients().get(0).toDoubles()).containsExactly(expected, within(1e-12));
            }
        }
    }

    /** The blackbox's gradient at the similarities of a query with all rows. */
    private static double[] slopes(
            double[] rows, int dim, ViewLayout layout, int query, double lambda, double margin) {
        double[] scores = new double[layout.rows()];
        for (int row = 0; row < scores.length; row++) {
            boolean positive = layout.image(row) == layout.image(query);
            scores[row] = Batches.similarity(rows, dim, query, row) + (positive ? -margin / 2 : margin / 2);
        }
        scores[query] = Double.NEGATIVE_INFINITY;
        int[] ranks = ranks(scores);
        double[] moved = scores.clone();
        for (int row = 0; row < scores.length; row++) {
            if (row != query && layout.image(row) == layout.image(query)) {
                double among = 0;
                for (int other = 0; other < scores.length; other++) {
                    among += layout.image(other) == layout.image(query) && scores[other] >= scores[row] ? 1 : 0;
                }
                moved[row] += lambda * among / (layout.views() - 1) / ranks[row] / ranks[row];
            }
        }
        int[] after = ranks(moved);
        double[] slopes = new double[scores.length];
        Arrays.setAll(slopes, row -> (after[row] - ranks[row]) / lambda);
        return slopes;
    }

    /** From 1 for the largest score; no two are equal. */
    private static int[] ranks(double[] scores) {
        double[] ascending = scores.clone();
        Arrays.sort(ascending);
        int[] ranks = new int[scores.length];
        Arrays.setAll(ranks, i -> scores.length - Arrays.binarySearch(ascending, scores[i]));
        return ranks;
    }

    @Test
    void aTieCountsAgainstTheQuery() {
        // All rows are the same, and 3 negatives precede the 2 positives: 1 - (1/4 + 2/5) / 2.
        double[] collapsed = new double[12];
        Arrays.fill(collapsed, 1);
        double found = BruteForce.value(new BlackboxAp(4, 0), collapsed, ViewLayout.viewMajor(2, 3));
        assertThat(found).isCloseTo(1 - (1 / 4.0 + 2 / 5.0) / 2, within(1e-15));
    }

    @Test
    void readsItsSettings() {
        Settings settings = Settings.of("test", Map.of());
        assertThat(BlackboxAp.from(settings).name()).isEqualTo("blackbox-ap");
        assertThat(settings.resolved()).isEqualTo(Map.of("lambda", 4.0, "margin", 0.02));
        assertThatThrownBy(() -> BlackboxAp.from(Settings.of("test", Map.of("lambda", 0))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("lambda: found 0, expected a number from 0.001 to 1000000");
        assertThatThrownBy(() -> new BlackboxAp(0, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
