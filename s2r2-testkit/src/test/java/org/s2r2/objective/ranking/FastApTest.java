package org.s2r2.objective.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.s2r2.objective.Objective;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;
import org.s2r2.tensor.HostTensorEngine;
import org.s2r2.testkit.objective.BruteForce;
import org.s2r2.testkit.objective.GoldenCase;
import org.s2r2.testkit.objective.ObjectiveContract;

class FastApTest extends ObjectiveContract {

    @Override
    protected Objective objective() {
        return new FastAp(10);
    }

    @Override
    protected List<Objective> extremes() {
        return List.of(new FastAp(1), new FastAp(100));
    }

    static List<GoldenCase> cases() {
        return GoldenCase.list("fast-ap");
    }

    @Test
    void findsBothCases() {
        assertThat(cases()).hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void lossAndGradientAgreeWithTheReferenceInDoublePrecision(GoldenCase golden) {
        golden.requireAgreement(new FastAp(10), HostTensorEngine.float64(), 1e-9);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void lossAndGradientAgreeWithTheReferenceInSinglePrecision(GoldenCase golden) {
        golden.requireAgreement(new FastAp(10), HostTensorEngine.float32(), 1e-4);
    }

    @Test
    void equalsTheDefinitionWrittenAsLoops() {
        for (int bins : new int[] {1, 2, 10, 33}) {
            BruteForce.requireDefinition(
                    new FastAp(bins), (positives, negatives) -> definition(positives, negatives, bins));
        }
    }

    /** The Javadoc of {@link FastAp}, with histograms of squared distances as loops. */
    private static double definition(double[] positives, double[] negatives, int bins) {
        double precision = 0;
        double positivesSoFar = 0;
        double allSoFar = 0;
        for (int l = 0; l <= bins; l++) {
            double centre = 4.0 * l / bins;
            double inPositives = 0;
            double inAll = 0;
            for (double s : positives) {
                inPositives += Math.max(0, 1 - Math.abs(2 - 2 * s - centre) * bins / 4);
            }
            for (double s : negatives) {
                inAll += Math.max(0, 1 - Math.abs(2 - 2 * s - centre) * bins / 4);
            }
            inAll += inPositives;
            positivesSoFar += inPositives;
            allSoFar += inAll;
            precision += inPositives > 0 ? inPositives * positivesSoFar / allSoFar : 0;
        }
        return 1 - precision / positives.length;
    }

    @Test
    void readsItsSettings() {
        Settings settings = Settings.of("test", Map.of());
        assertThat(FastAp.from(settings).name()).isEqualTo("fast-ap");
        assertThat(settings.resolved()).isEqualTo(Map.of("bins", 10L));
        assertThatThrownBy(() -> FastAp.from(Settings.of("test", Map.of("bins", 0))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("bins: found 0, expected a whole number from 1 to 100");
        assertThatThrownBy(() -> new FastAp(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
