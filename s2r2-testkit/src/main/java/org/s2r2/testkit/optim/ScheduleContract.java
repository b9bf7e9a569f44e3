package org.s2r2.testkit.optim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.s2r2.optim.Schedule;

/** What every schedule keeps. A test class extends it and makes schedules for runs of some length. */
public abstract class ScheduleContract {

    /** The schedule under test, for a run of so many epochs. */
    protected abstract Schedule schedule(double learningRate, int epochs);

    @Test
    protected void learningRatesAreFiniteAndNeverNegative() {
        for (int epochs : new int[] {1, 2, 7, 100}) {
            for (int stepsPerEpoch : new int[] {1, 3, 156}) {
                Schedule schedule = schedule(0.1, epochs);
                double most = 0;
                for (long step = 0; step < (long) epochs * stepsPerEpoch; step++) {
                    double rate = schedule.learningRate(step, stepsPerEpoch);
                    assertThat(rate).as("step %d of %d x %d", step, epochs, stepsPerEpoch).isFinite().isNotNegative();
                    most = Math.max(most, rate);
                }
                assertThat(most).as("the largest of %d x %d", epochs, stepsPerEpoch).isPositive();
            }
        }
    }

    @Test
    protected void aRunThatGoesOnAsksForLaterStepsAlone() {
        Schedule whole = schedule(0.1, 5);
        double[] rates = new double[50];
        for (int step = 0; step < rates.length; step++) {
            rates[step] = whole.learningRate(step, 10);
        }
        Schedule later = schedule(0.1, 5);
        for (int step = rates.length - 1; step >= 20; step--) {
            assertThat(later.learningRate(step, 10)).as("step %d", step).isEqualTo(rates[step]);
        }
    }

    @Test
    protected void theStepAfterTheLastIsDefinedToo() {
        assertThat(schedule(0.1, 5).learningRate(50, 10)).isFinite().isNotNegative();
    }
}
