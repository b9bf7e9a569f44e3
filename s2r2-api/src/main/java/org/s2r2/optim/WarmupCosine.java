package org.s2r2.optim;

import org.s2r2.settings.Settings;

/**
 * A learning rate that grows linearly for the first epochs and then falls along a cosine (Loshchilov and Hutter, SGDR,
 * ICLR 2017, without restarts; warm-up as in Goyal et al., 2017), step by step. Step s counts from 0: s &lt; warmup
 * gives peak * (s + 1) / warmup; later steps give last + (peak - last) * (1 + cos(pi * (s - warmup) / (total -
 * warmup))) / 2, where warmup is {@code warmupEpochs} in steps, rounded, and total {@code epochs} in steps.
 *
 * @param peak the largest learning rate, above 0
 * @param last the learning rate that the cosine ends at, from 0 to {@code peak}
 * @param warmupEpochs epochs of linear growth, from 0 to {@code epochs}; fractions too
 * @param epochs epochs of the whole run, at least 1
 */
public record WarmupCosine(double peak, double last, double warmupEpochs, int epochs) implements Schedule {

    /** The name in experiment files. */
    public static final String NAME = "warmup-cosine";

    public WarmupCosine {
        if (!(peak > 0) || !(last >= 0 && last <= peak)) {
            throw new IllegalArgumentException("learning rates need 0 <= last <= peak, found " + last + " and " + peak);
        }
        if (epochs < 1 || !(warmupEpochs >= 0 && warmupEpochs <= epochs)) {
            throw new IllegalArgumentException(
                    "epochs need 0 <= warm-up <= total, found " + warmupEpochs + " and " + epochs);
        }
    }

    /** Reads {@code warmupEpochs} and {@code lastLearningRate}, both 0 by default. */
    public static WarmupCosine from(Settings settings, double learningRate, int epochs) {
        double warmupEpochs = settings.number("warmupEpochs", 0, 0, epochs);
        double last = settings.number("lastLearningRate", 0, 0, learningRate);
        return new WarmupCosine(learningRate, last, warmupEpochs, epochs);
    }

    /** {@inheritDoc} Past the end it stays at {@code last}. */
    @Override
    public double learningRate(long step, int stepsPerEpoch) {
        long warmup = Math.round(warmupEpochs * stepsPerEpoch);
        long total = (long) epochs * stepsPerEpoch;
        if (step < warmup) {
            return peak * (step + 1) / warmup;
        }
        if (step >= total) {
            return last;
        }
        double progress = (double) (step - warmup) / (total - warmup);
        return last + (peak - last) * (1 + Math.cos(Math.PI * progress)) / 2;
    }
}
