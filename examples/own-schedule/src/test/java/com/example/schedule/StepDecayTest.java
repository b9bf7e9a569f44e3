package com.example.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.s2r2.optim.Schedule;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;
import org.s2r2.testkit.optim.ScheduleContract;

class StepDecayTest extends ScheduleContract {

    @Override
    protected Schedule schedule(double learningRate, int epochs) {
        return StepDecay.from(Settings.of("schedule", Map.of()), learningRate, epochs);
    }

    /** Five epochs of ten steps, two of them at a time. */
    @Test
    void fallsAtTheFirstStepOfAnEpoch() {
        Schedule schedule = new StepDecay(0.8, 0.5, 2);
        for (int step = 0; step < 50; step++) {
            double expected = step < 20 ? 0.8 : step < 40 ? 0.4 : 0.2;
            assertThat(schedule.learningRate(step, 10)).as("step %d", step).isCloseTo(expected, within(1e-15));
        }
    }

    @Test
    void refusesToWaitLongerThanTheRun() {
        Settings settings = Settings.of("schedule", Map.of("every", 6));
        assertThatThrownBy(() -> StepDecay.from(settings, 0.1, 5))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("schedule: every: found 6, expected a whole number from 1 to 5");
    }
}
