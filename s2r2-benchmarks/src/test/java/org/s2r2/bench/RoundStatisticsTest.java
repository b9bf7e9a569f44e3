package org.s2r2.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoundStatisticsTest {

    @Test
    void theMedianIsTheMiddleValueOrTheMeanOfTheMiddleTwo() {
        assertThat(RoundStatistics.of(7)).isEqualTo(new RoundStatistics(7, 7, 7));
        assertThat(RoundStatistics.of(9, 1, 4)).isEqualTo(new RoundStatistics(4, 1, 9));
        assertThat(RoundStatistics.of(8, 1, 3, 100)).isEqualTo(new RoundStatistics(5.5, 1, 100));
    }

    @Test
    void measurementsStayInTheirOrder() {
        double[] values = {3, 1, 2};
        RoundStatistics.of(values);
        assertThat(values).containsExactly(3, 1, 2);
    }

    @Test
    void ratiosAreTakenWithinPairsAndNotBetweenMedians() {
        // The ratio of the medians would be 30 / 10 = 3.
        assertThat(RoundStatistics.ofRatios(new double[] {30, 40, 5}, new double[] {10, 20, 4}))
                .isEqualTo(new RoundStatistics(2, 1.25, 3));
    }

    @Test
    void theMedianOfEachPartOfAStepIsItsOwn() {
        List<StepTimes> steps = List.of(
                new StepTimes(10, 1, 5, 3, 1, 6), new StepTimes(11, 4, 2, 2, 3, 1), new StepTimes(15, 2, 6, 4, 2, 2));
        assertThat(StepTimes.medians(steps)).isEqualTo(new StepTimes(11, 2, 5, 3, 2, 2));
    }

    @Test
    void nothingMeasuredHasNoSpread() {
        assertThatThrownBy(RoundStatistics::of).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("1 or more");
        assertThatThrownBy(() -> RoundStatistics.ofRatios(new double[2], new double[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 and 3");
    }
}
