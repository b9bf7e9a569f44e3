package com.example.schedule;

import org.s2r2.optim.Schedule;
import org.s2r2.settings.Settings;

/**
 * A learning rate that is multiplied by a factor every so many epochs, as by PyTorch's {@code StepLR}. In epoch e,
 * counted from 0, it is
 *
 * <pre>first * factor ^ floor(e / every)</pre>
 *
 * @param first the learning rate of the first epochs, above 0
 * @param factor from above 0 to 1
 * @param every after how many epochs it is multiplied again, at least 1
 */
public record StepDecay(double first, double factor, int every) implements Schedule {

    static final String NAME = "step-decay";

    /** Reads {@code factor}, 0.1 if absent, and {@code every}, if absent a third of the run's epochs. */
    static StepDecay from(Settings settings, double learningRate, int epochs) {
        return new StepDecay(
                learningRate,
                settings.number("factor", 0.1, 1e-6, 1),
                settings.integer("every", Math.max(1, epochs / 3), 1, epochs));
    }

    @Override
    public double learningRate(long step, int stepsPerEpoch) {
        long epoch = step / stepsPerEpoch;
        return first * Math.pow(factor, epoch / every);
    }
}
