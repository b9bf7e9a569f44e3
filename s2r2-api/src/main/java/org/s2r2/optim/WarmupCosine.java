package org.s2r2.optim;

/**
 * A learning rate that grows linearly for the first steps and then falls along a cosine (Loshchilov and Hutter, SGDR,
 * ICLR 2017, without restarts; warm-up as in Goyal et al., 2017). Step s counts from 0: s &lt; warmup gives peak * (s +
 * 1) / warmup; later steps give final + (peak - final) * (1 + cos(pi * (s - warmup) / (total - warmup))) / 2.
 *
 * @param peak the largest learning rate, above 0
 * @param last the learning rate that the cosine ends at, from 0 to {@code peak}
 * @param warmupSteps steps of linear growth, from 0 to {@code totalSteps}
 * @param totalSteps steps of the whole run, at least 1
 */
public record WarmupCosine(double peak, double last, long warmupSteps, long totalSteps) {

    public WarmupCosine {
        if (!(peak > 0) || !(last >= 0 && last <= peak)) {
            throw new IllegalArgumentException("learning rates need 0 <= last <= peak, found " + last + " and " + peak);
        }
        if (totalSteps < 1 || warmupSteps < 0 || warmupSteps > totalSteps) {
            throw new IllegalArgumentException(
                    "steps need 0 <= warm-up <= total, found " + warmupSteps + " and " + totalSteps);
        }
    }

    /** The learning rate of a step; past the end it stays at {@code last}. */
    public double at(long step) {
        if (step < warmupSteps) {
            return peak * (step + 1) / warmupSteps;
        }
        if (step >= totalSteps) {
            return last;
        }
        double progress = (double) (step - warmupSteps) / (totalSteps - warmupSteps);
        return last + (peak - last) * (1 + Math.cos(Math.PI * progress)) / 2;
    }
}
