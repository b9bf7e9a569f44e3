package org.s2r2.objective.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.s2r2.objective.Objective;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;
import org.s2r2.testkit.objective.Batches;
import org.s2r2.testkit.objective.BruteForce;
import org.s2r2.testkit.objective.ObjectiveContract;
import org.s2r2.view.ViewLayout;

class ListwiseApTest extends ObjectiveContract {

    @Override
    protected Objective objective() {
        return new ListwiseAp(20, -1);
    }

    @Override
    protected List<Objective> extremes() {
        return List.of(new ListwiseAp(2, -1), new ListwiseAp(100, 0.99));
    }

    @Test
    void equalsTheDefinitionWrittenAsLoops() {
        for (double lowest : new double[] {-1, 0, 0.5}) {
            for (int bins : new int[] {2, 3, 20}) {
                BruteForce.requireDefinition(new ListwiseAp(bins, lowest),
                        (positives, negatives) -> definition(positives, negatives, bins, lowest));
            }
        }
    }

    /** The Javadoc of {@link ListwiseAp}: precision times gained recall, bin by bin. */
    private static double definition(double[] positives, double[] negatives, int bins, double lowest) {
        double precisionTimesRecall = 0;
        for (int m = 1; m <= bins; m++) {
            double positivesUpTo = 0;
            double negativesUpTo = 0;
            for (int before = 1; before <= m; before++) {
                positivesUpTo += count(positives, before, bins, lowest);
                negativesUpTo += count(negatives, before, bins, lowest);
            }
            if (positivesUpTo > 0) {
                double precision = positivesUpTo / (positivesUpTo + negativesUpTo);
                precisionTimesRecall += precision * count(positives, m, bins, lowest) / positives.length;
            }
        }
        return 1 - precisionTimesRecall;
    }

    private static double count(double[] similarities, int m, int bins, double lowest) {
        double width = (1 - lowest) / (bins - 1);
        double centre = 1 - (m - 1) * width;
        double count = 0;
        for (double s : similarities) {
            count += Math.max(0, 1 - Math.abs(Math.max(s, lowest) - centre) / width);
        }
        return count;
    }

    @Test
    void isFastApWithOneBinLess() {
        ViewLayout layout = ViewLayout.viewMajor(6, 3);
        double[] rows = Batches.clustered(layout, 4, 0.9, 3);
        assertThat(BruteForce.value(new ListwiseAp(11, -1), rows, layout))
                .isCloseTo(BruteForce.value(new FastAp(10), rows, layout), within(1e-14));
    }

    @Test
    void readsItsSettings() {
        Settings settings = Settings.of("test", Map.of());
        assertThat(ListwiseAp.from(settings).name()).isEqualTo("listwise-ap");
        assertThat(settings.resolved()).isEqualTo(Map.of("bins", 20L, "lowest", -1.0));
        assertThatThrownBy(() -> ListwiseAp.from(Settings.of("test", Map.of("lowest", 1))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("lowest: found 1, expected a number from -1 to 0.99");
        assertThatThrownBy(() -> new ListwiseAp(2, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
