package org.s2r2.objective.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.s2r2.objective.Objective;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;
import org.s2r2.testkit.objective.BruteForce;
import org.s2r2.testkit.objective.ObjectiveContract;
import org.s2r2.view.ViewLayout;

class MultiSimilarityTest extends ObjectiveContract {

    @Override
    protected Objective objective() {
        return new MultiSimilarity(2, 40, 0.5, 0.1);
    }

    @Override
    protected List<Objective> extremes() {
        return List.of(new MultiSimilarity(0.01, 0.01, 1, 0), new MultiSimilarity(1000, 1000, -1, 2));
    }

    @Test
    void equalsTheDefinitionWrittenAsLoops() {
        for (double margin : new double[] {0, 0.1, 1}) {
            for (double threshold : new double[] {0.5, 1}) {
                BruteForce.requireDefinition(new MultiSimilarity(2, 40, threshold, margin),
                        (positives, negatives) -> definition(positives, negatives, 2, 40, threshold, margin));
            }
        }
    }

    /** The Javadoc of {@link MultiSimilarity}: what is mined, then what it weighs. */
    private static double definition(
            double[] positives, double[] negatives, double alpha, double beta, double threshold, double margin) {
        double furthest = Arrays.stream(positives).min().orElseThrow();
        double nearest = Arrays.stream(negatives).max().orElseThrow();
        double pull = 1;
        for (double s : positives) {
            pull += s - margin < nearest ? Math.exp(-alpha * (s - threshold)) : 0;
        }
        double push = 1;
        for (double s : negatives) {
            push += s + margin > furthest ? Math.exp(beta * (s - threshold)) : 0;
        }
        return Math.log(pull) / alpha + Math.log(push) / beta;
    }

    @Test
    void positivesCostNothingOnceTheyAreTheMarginAboveTheNegatives() {
        // Similarity 0.9 with the own image, and at most t^2 - s^2 with the other, which is below -0.6.
        double s = 0.9;
        double t = Math.sqrt(1 - s * s);
        double[] rows = {1, 0, s, t, -s, t, -1, 0};
        ViewLayout layout = ViewLayout.imageMajor(2, 2);
        assertThat(BruteForce.value(new MultiSimilarity(2, 40, 0.5, 0.1), rows, layout)).isZero();
        assertThat(BruteForce.value(new MultiSimilarity(2, 40, 0.5, 1.6), rows, layout)).isPositive();
    }

    @Test
    void readsItsSettings() {
        Settings settings = Settings.of("test", Map.of());
        assertThat(MultiSimilarity.from(settings).name()).isEqualTo("multi-similarity");
        assertThat(settings.resolved())
                .isEqualTo(Map.of("alpha", 2.0, "beta", 40.0, "threshold", 0.5, "margin", 0.1));
        assertThatThrownBy(() -> MultiSimilarity.from(Settings.of("test", Map.of("beta", -1))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("beta: found -1, expected a number from 0.01 to 1000");
        assertThatThrownBy(() -> new MultiSimilarity(0, 1, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
