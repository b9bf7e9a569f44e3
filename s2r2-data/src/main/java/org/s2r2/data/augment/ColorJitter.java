package org.s2r2.data.augment;

import org.s2r2.data.random.SplitMix64;
import org.s2r2.settings.Settings;

/**
 * torchvision's ColorJitter. Factors are uniform in [max(0, 1 - x), 1 + x], the hue shift is uniform in [-hue, hue]
 * turns, and the four come in random order.
 *
 * @param probability of changing a view at all
 */
public record ColorJitter(double probability, double brightness, double contrast, double saturation, double hue)
        implements Augmentation {

    static ColorJitter from(Settings settings) {
        return new ColorJitter(
                settings.number("probability", 0.8, 0, 1),
                settings.number("brightness", 0.4, 0, 10),
                settings.number("contrast", 0.4, 0, 10),
                settings.number("saturation", 0.4, 0, 10),
                settings.number("hue", 0.1, 0, 0.5));
    }

    @Override
    public void apply(Planes view, SplitMix64 random) {
        if (!random.chance(probability)) {
            return;
        }
        // A shuffled 0, 1, 2, 3 in four bits each: an array would be garbage for every view.
        int order = 0;
        for (int i = 0; i < 4; i++) {
            int j = random.below(i + 1);
            int moved = order >> 4 * j & 15;
            order = order & ~(15 << 4 * i) | moved << 4 * i;
            order = order & ~(15 << 4 * j) | i << 4 * j;
        }
        ColorKernels kernels = ColorKernels.ofThread();
        int pixels = view.size() * view.size();
        for (int i = 0; i < 4; i++) {
            switch (order >> 4 * i & 15) {
                case 0 -> kernels.brightness(view, pixels, factor(random, brightness));
                case 1 -> kernels.contrast(view, pixels, factor(random, contrast));
                case 2 -> kernels.saturation(view, pixels, factor(random, saturation));
                default -> {
                    if (hue > 0) {
                        kernels.hue(view, pixels, (float) random.uniform(-hue, hue));
                    }
                }
            }
        }
    }

    private static float factor(SplitMix64 random, double strength) {
        return (float) random.uniform(Math.max(0, 1 - strength), 1 + strength);
    }
}
