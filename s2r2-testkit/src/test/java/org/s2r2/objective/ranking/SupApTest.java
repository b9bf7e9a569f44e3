package org.s2r2.objective.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

class SupApTest extends ObjectiveContract {

    private static final SupApOptions SOFT = new SupApOptions(0.05, 20, 0.1, 0.3, 0.9, 0.6);

    @Override
    protected Objective objective() {
        return new SupAp(SOFT);
    }

    @Override
    protected List<Objective> extremes() {
        return List.of(
                new SupAp(new SupApOptions(1e-4, 1e4, 0, 0, 1, -1)), new SupAp(new SupApOptions(10, 0, 2, 1, -1, 1)));
    }

    @Test
    void equalsTheDefinitionWrittenAsLoops() {
        for (SupApOptions options : List.of(SOFT, SupApOptions.read(Settings.of("test", Map.of())),
                new SupApOptions(0.1, 3, 0.5, 0, 0.9, 0.6), new SupApOptions(0.1, 3, 0, 1, 0.5, 0.2))) {
            BruteForce.requireDefinition(
                    new SupAp(options), (positives, negatives) -> definition(positives, negatives, options));
        }
    }

    /** The Javadoc of {@link SupAp}, case by case. */
    private static double definition(double[] positives, double[] negatives, SupApOptions options) {
        double precision = 0;
        double tooFar = 0;
        double tooNear = 0;
        for (double k : positives) {
            double negativesAbove = 0;
            for (double j : negatives) {
                negativesAbove += above(j - k, options);
            }
            // The count includes k itself: the 1.
            double rank = BruteForce.countNotBelow(positives, k);
            precision += rank / (rank + negativesAbove);
            tooFar += Math.max(0, options.alpha() - k);
        }
        for (double j : negatives) {
            tooNear += Math.max(0, j - options.beta());
        }
        double calibration = tooFar / positives.length + tooNear / negatives.length;
        return (1 - options.calibration()) * (1 - precision / positives.length) + options.calibration() * calibration;
    }

    private static double above(double t, SupApOptions options) {
        double delta = options.delta();
        if (t <= 0) {
            return 1 / (1 + Math.exp(-t / options.temperature()));
        }
        if (t <= delta) {
            return 1 / (1 + Math.exp(-t / options.temperature())) + 0.5;
        }
        return options.rho() * (t - delta) + 1 / (1 + Math.exp(-delta / options.temperature())) + 0.5;
    }

    @Test
    void withoutCalibrationItIsAnUpperBoundOfOneMinusTheAveragePrecision() {
        ViewLayout layout = ViewLayout.viewMajor(6, 4);
        for (double noise : new double[] {0.5, 1, 2}) {
            for (double temperature : new double[] {1e-3, 0.01, 0.5}) {
                double[] rows = Batches.clustered(layout, 5, noise, 6);
                double precise = BruteForce.mean(rows, layout, BlackboxApTest::oneMinusAveragePrecision);
                SupAp bound = new SupAp(new SupApOptions(temperature, 10, 0.05, 0, 0.9, 0.6));
                assertThat(BruteForce.value(bound, rows, layout)).isGreaterThanOrEqualTo(precise);
                assertThat(precise).isBetween(0.01, 0.9);
            }
        }
    }

    @Test
    void readsItsSettings() {
        Settings settings = Settings.of("test", Map.of());
        assertThat(SupAp.from(settings).name()).isEqualTo("sup-ap");
        assertThat(settings.resolved()).isEqualTo(Map.of("temperature", 0.01, "rho", 100.0, "delta", 0.05,
                "calibration", 0.5, "alpha", 0.9, "beta", 0.6));
        assertThatThrownBy(() -> SupAp.from(Settings.of("test", Map.of("calibration", 2))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("calibration: found 2, expected a number from 0 to 1");
        assertThatThrownBy(() -> new SupApOptions(0.01, -1, 0, 0, 1, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
