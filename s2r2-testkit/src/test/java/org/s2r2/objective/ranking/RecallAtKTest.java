package org.s2r2.objective.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.s2r2.objective.Objective;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;
import org.s2r2.testkit.objective.BruteForce;
import org.s2r2.testkit.objective.ObjectiveContract;

class RecallAtKTest extends ObjectiveContract {

    @Override
    protected Objective objective() {
        return new RecallAtK(List.of(1L, 2L, 4L), 0.05, 1);
    }

    /** A positive of rank k counts half. */
    @Override
    protected Set<Property> lacks() {
        return Set.of(Property.ZERO_FOR_A_PERFECT_RANKING);
    }

    @Override
    protected List<Objective> extremes() {
        return List.of(new RecallAtK(List.of(1L), 1e-4, 1e-2), new RecallAtK(List.of(1_000_000L), 10, 100));
    }

    @Test
    void equalsTheDefinitionWrittenAsLoops() {
        for (double rankTemperature : new double[] {0.1, 1, 5}) {
            List<Long> ks = List.of(1L, 2L, 3L, 16L);
            BruteForce.requireDefinition(new RecallAtK(ks, 0.1, rankTemperature),
                    (positives, negatives) -> definition(positives, negatives, ks, 0.1, rankTemperature));
        }
    }

    /** The Javadoc of {@link RecallAtK}, with the sums as loops. */
    private static double definition(
            double[] positives, double[] negatives, List<Long> ks, double temperature, double rankTemperature) {
        double recalls = 0;
        for (long k : ks) {
            double found = 0;
            for (int i = 0; i < positives.length; i++) {
                double rank = smoothRank(positives, negatives, i, temperature);
                found += 1 / (1 + Math.exp(-(k - rank) / rankTemperature));
            }
            recalls += Math.min((double) k, found) / Math.min(k, positives.length);
        }
        return 1 - recalls / ks.size();
    }

    /** 1 and what each other candidate counts above a positive. */
    static double smoothRank(double[] positives, double[] negatives, int i, double temperature) {
        double rank = 1;
        for (int j = 0; j < positives.length; j++) {
            rank += j == i ? 0 : 1 / (1 + Math.exp(-(positives[j] - positives[i]) / temperature));
        }
        for (double s : negatives) {
            rank += 1 / (1 + Math.exp(-(s - positives[i]) / temperature));
        }
        return rank;
    }

    @Test
    void readsItsSettings() {
        Settings settings = Settings.of("test", Map.of());
        assertThat(RecallAtK.from(settings).name()).isEqualTo("recall-at-k");
        assertThat(settings.resolved()).isEqualTo(
                Map.of("k", List.of(1L, 2L, 4L, 8L, 16L), "temperature", 0.01, "rankTemperature", 1.0));
        assertThatThrownBy(() -> RecallAtK.from(Settings.of("test", Map.of("k", List.of(0, 1)))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("k: found [0, 1], expected whole numbers from 1 to 1000000");
        assertThatThrownBy(() -> new RecallAtK(List.of(), 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
