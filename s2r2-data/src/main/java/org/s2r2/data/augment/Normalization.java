package org.s2r2.data.augment;

import java.util.List;
import org.s2r2.settings.Settings;

/**
 * Per channel, (value - mean) / std of values from 0 to 1.
 *
 * @param mean red, green, blue
 * @param std red, green, blue, each above 0
 */
public record Normalization(List<Double> mean, List<Double> std) {

    /** The statistics of ImageNet, as in torchvision's reference training. */
    public static final Normalization IMAGENET =
            new Normalization(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));

    public Normalization {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        if (mean.size() != 3 || std.size() != 3 || !std.stream().allMatch(value -> value > 0)) {
            throw new IllegalArgumentException(
                    "expected 3 means and 3 positive deviations, found " + mean + ", " + std);
        }
    }

    /**
     * Keys: {@code mean} and {@code std}, 3 numbers each, ImageNet's by default.
     *
     * @throws org.s2r2.settings.InvalidInputException if a value is out of its range
     */
    public static Normalization read(Settings settings) {
        return new Normalization(
                settings.numbers("mean", IMAGENET.mean, 3, 0, 1), settings.numbers("std", IMAGENET.std, 3, 1e-3, 10));
    }

    /** Normalises [3, pixels] in place. */
    void apply(float[] planes, int pixels) {
        for (int c = 0; c < 3; c++) {
            float scale = (float) (1 / std.get(c));
            float shift = (float) (-mean.get(c) / std.get(c));
            for (int i = c * pixels; i < (c + 1) * pixels; i++) {
                planes[i] = planes[i] * scale + shift;
            }
        }
    }
}
