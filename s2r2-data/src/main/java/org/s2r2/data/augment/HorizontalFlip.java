package org.s2r2.data.augment;

import org.s2r2.data.random.SplitMix64;
import org.s2r2.settings.Settings;

/**
 * Mirrors a view left to right.
 *
 * @param probability of doing so
 */
public record HorizontalFlip(double probability) implements Augmentation {

    static HorizontalFlip from(Settings settings) {
        return new HorizontalFlip(settings.number("probability", 0.5, 0, 1));
    }

    @Override
    public void apply(Planes view, SplitMix64 random) {
        if (random.chance(probability)) {
            for (int channel = 0; channel < 3; channel++) {
                mirror(view.channel(channel), view.size());
            }
        }
    }

    private static void mirror(float[] plane, int size) {
        for (int start = 0; start < size * size; start += size) {
            for (int left = start, right = start + size - 1; left < right; left++, right--) {
                float value = plane[left];
                plane[left] = plane[right];
                plane[right] = value;
            }
        }
    }
}
