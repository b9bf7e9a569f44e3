package org.s2r2.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.s2r2.settings.Settings;

class GrowingWeightDecayTest {

    @Test
    void itGoesFromTheConfiguredDecayToAMultipleOnACosine() {
        Settings settings = Settings.of("schedule", Map.of("weightDecayGrowth", 10));
        Schedule schedule = GrowingWeightDecay.create(WarmupCosine::from, settings, 0.5, 4);
        settings.rejectUnread();
        assertThat(schedule.rates(0, 5)).isEqualTo(new StepRates(0.5, 1));
        assertThat(schedule.weightDecayFactor(10, 5)).isCloseTo(5.5, within(1e-12));
        assertThat(schedule.weightDecayFactor(5, 5)).isCloseTo(10 - 9 * (1 + Math.sqrt(0.5)) / 2, within(1e-12));
        assertThat(schedule.weightDecayFactor(20, 5)).isEqualTo(10);
        assertThat(schedule.weightDecayFactor(99, 5)).isEqualTo(10);
        assertThat(schedule.learningRate(10, 5)).isEqualTo(new WarmupCosine(0.5, 0, 0, 4).learningRate(10, 5));
    }

    @Test
    void withoutTheKeyTheScheduleIsThatOfItsFactoryAndTheConfigurationHasNoSuchKey() {
        Settings settings = Settings.of("schedule", Map.of());
        Schedule schedule = GrowingWeightDecay.create(WarmupCosine::from, settings, 0.5, 4);
        assertThat(schedule).isEqualTo(new WarmupCosine(0.5, 0, 0, 4));
        assertThat(settings.resolved()).doesNotContainKey("weightDecayGrowth");
        assertThat(schedule.rates(3, 5).weightDecayFactor()).isEqualTo(1);
    }
}
