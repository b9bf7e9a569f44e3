package org.s2r2.experiment.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.s2r2.experiment.compare.Statistics.Difference;

class StatisticsTest {

    @Test
    void theDeviationIsThatOfASample() {
        // Mean 5; squares 9 + 1 + 1 + 1 + 0 + 0 + 4 + 16 = 32 over 7.
        double[] values = {2, 4, 4, 4, 5, 5, 7, 9};
        assertThat(Statistics.mean(values)).isEqualTo(5);
        assertThat(Statistics.deviation(values)).isCloseTo(Math.sqrt(32.0 / 7), within(1e-12));
        assertThat(Statistics.deviation(3)).isNull();
        assertThatThrownBy(Statistics::mean).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theIntervalOfPairedDifferencesIsWorkedOutByHand() {
        // Differences 1, 2, 3: mean 2, deviation 1, t of 2 degrees 4.3027, margin 4.3027 / sqrt(3) = 2.4841.
        Difference difference = Difference.of(1, 2, 3);
        assertThat(difference.mean()).isCloseTo(2, within(1e-12));
        assertThat(difference.low()).isCloseTo(-0.4841, within(1e-4));
        assertThat(difference.high()).isCloseTo(4.4841, within(1e-4));
        assertThat(difference.pairs()).isEqualTo(3);
    }

    @Test
    void aSinglePairHasNoInterval() {
        assertThat(Difference.of(0.25)).isEqualTo(new Difference(0.25, null, null, 1));
    }
}
