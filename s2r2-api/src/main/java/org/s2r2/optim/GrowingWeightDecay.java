package org.s2r2.optim;

import org.s2r2.settings.Settings;

/**
 * A schedule whose weight decay goes from the configured one to a multiple of it along a cosine, as DINO's from 0.04 to 0.4
 * (Caron et al., ICCV 2021): step s of T in all multiplies it by growth + (1 - growth) (1 + cos(pi s / T)) / 2.
 *
 * @param schedule gives the learning rate
 * @param growth what the weight decay is multiplied by at the end, 0 or more
 * @param epochs epochs of the whole run, at least 1
 */
public record GrowingWeightDecay(Schedule schedule, double growth, int epochs) implements Schedule {

    private static final String KEY = "weightDecayGrowth";

    /** The schedule that a factory makes of a section, with growing weight decay if {@code weightDecayGrowth} is there. */
    public static Schedule create(ScheduleFactory factory, Settings settings, double learningRate, int epochs) {
        Schedule schedule = factory.create(settings, learningRate, epochs);
        double growth = settings.optionalNumber(KEY, 1, 0, 1e6);
        return growth == 1 ? schedule : new GrowingWeightDecay(schedule, growth, epochs);
    }

    @Override
    public double learningRate(long step, int stepsPerEpoch) {
        return schedule.learningRate(step, stepsPerEpoch);
    }

    /** {@inheritDoc} Past the end it stays at {@code growth}. */
    @Override
    public double weightDecayFactor(long step, int stepsPerEpoch) {
        double progress = Math.min(1, step / ((double) epochs * stepsPerEpoch));
        return growth + (1 - growth) * (1 + Math.cos(Math.PI * progress)) / 2;
    }
}
