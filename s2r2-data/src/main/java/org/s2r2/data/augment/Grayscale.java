package org.s2r2.data.augment;

import org.s2r2.data.random.SplitMix64;
import org.s2r2.settings.Settings;

/**
 * Drops the colour of a view.
 *
 * @param probability of doing so
 */
public record Grayscale(double probability) implements Augmentation {

    static Grayscale from(Settings settings) {
        return new Grayscale(settings.number("probability", 0.2, 0, 1));
    }

    @Override
    public void apply(Planes view, SplitMix64 random) {
        if (random.chance(probability)) {
            ColorKernels.ofThread().grayscale(view, view.size() * view.size());
        }
    }
}
