package org.s2r2.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WarmupCosineTest {

    @Test
    void growsLinearlyThenFallsAlongACosine() {
        WarmupCosine schedule = new WarmupCosine(0.8, 0.2, 1, 3);
        assertThat(schedule.learningRate(0, 4)).isCloseTo(0.2, within(1e-12));
        assertThat(schedule.learningRate(3, 4)).isCloseTo(0.8, within(1e-12));
        assertThat(schedule.learningRate(4, 4)).isCloseTo(0.8, within(1e-12));
        assertThat(schedule.learningRate(8, 4)).isCloseTo(0.5, within(1e-12));
        assertThat(schedule.learningRate(10, 4)).isCloseTo(0.2 + 0.3 * (1 - Math.sqrt(0.5)), within(1e-12));
        assertThat(schedule.learningRate(12, 4)).isEqualTo(0.2);
        assertThat(schedule.learningRate(1000, 4)).isEqualTo(0.2);
    }

    @Test
    void startsAtThePeakWithoutWarmup() {
        assertThat(new WarmupCosine(0.1, 0, 0, 10).learningRate(0, 4)).isEqualTo(0.1);
    }

    @Test
    void aFractionOfAnEpochIsRoundedToSteps() {
        WarmupCosine schedule = new WarmupCosine(1, 0, 0.4, 2);
        assertThat(schedule.learningRate(0, 5)).isEqualTo(0.5);
        assertThat(schedule.learningRate(1, 5)).isEqualTo(1);
        assertThat(schedule.learningRate(0, 1)).isEqualTo(1);
    }

    @Test
    void refusesAWarmupLongerThanTheRun() {
        assertThatIllegalArgumentException().isThrownBy(() -> new WarmupCosine(0.1, 0, 11, 10));
        assertThatIllegalArgumentException().isThrownBy(() -> new WarmupCosine(0.1, 0.2, 0, 10));
    }
}
