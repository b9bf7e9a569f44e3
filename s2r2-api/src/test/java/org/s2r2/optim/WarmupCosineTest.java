package org.s2r2.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WarmupCosineTest {

    @Test
    void growsLinearlyThenFallsAlongACosine() {
        WarmupCosine schedule = new WarmupCosine(0.8, 0.2, 4, 12);
        assertThat(schedule.at(0)).isCloseTo(0.2, within(1e-12));
        assertThat(schedule.at(3)).isCloseTo(0.8, within(1e-12));
        assertThat(schedule.at(4)).isCloseTo(0.8, within(1e-12));
        assertThat(schedule.at(8)).isCloseTo(0.5, within(1e-12));
        assertThat(schedule.at(10)).isCloseTo(0.2 + 0.3 * (1 - Math.sqrt(0.5)), within(1e-12));
        assertThat(schedule.at(12)).isEqualTo(0.2);
        assertThat(schedule.at(1000)).isEqualTo(0.2);
    }

    @Test
    void startsAtThePeakWithoutWarmup() {
        assertThat(new WarmupCosine(0.1, 0, 0, 10).at(0)).isEqualTo(0.1);
    }

    @Test
    void refusesAWarmupLongerThanTheRun() {
        assertThatIllegalArgumentException().isThrownBy(() -> new WarmupCosine(0.1, 0, 11, 10));
        assertThatIllegalArgumentException().isThrownBy(() -> new WarmupCosine(0.1, 0.2, 0, 10));
    }
}
