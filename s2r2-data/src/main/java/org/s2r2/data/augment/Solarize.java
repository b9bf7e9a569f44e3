package org.s2r2.data.augment;

import org.s2r2.data.random.SplitMix64;
import org.s2r2.settings.Settings;

/**
 * Inverts the values of a view that are at least {@code threshold}.
 *
 * @param probability of doing so
 * @param threshold of 255
 */
public record Solarize(double probability, double threshold) implements Augmentation {

    static Solarize from(Settings settings) {
        return new Solarize(settings.number("probability", 0, 0, 1), settings.number("threshold", 128, 0, 256));
    }

    @Override
    public void apply(Planes view, SplitMix64 random) {
        if (random.chance(probability)) {
            ColorKernels.ofThread().solarize(view, view.size() * view.size(), (float) (threshold / 255));
        }
    }
}
