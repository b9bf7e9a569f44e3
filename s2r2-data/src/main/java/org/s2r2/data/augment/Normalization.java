package org.s2r2.data.augment;

import java.nio.FloatBuffer;
import java.util.List;
import org.s2r2.data.image.RgbImage;
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

    /**
     * The image that was normalised, with values outside of 0 to 255 cut off.
     *
     * @param values [3, size, size], from the buffer's start; its position is neither read nor moved
     * @param size the height and width in pixels
     */
    public RgbImage image(FloatBuffer values, int size) {
        int pixels = size * size;
        byte[] rgb = new byte[3 * pixels];
        for (int i = 0; i < rgb.length; i++) {
            int channel = i % 3;
            double value = values.get(channel * pixels + i / 3) * std.get(channel) + mean.get(channel);
            rgb[i] = (byte) Math.round(255 * Math.min(1, Math.max(0, value)));
        }
        return new RgbImage(size, size, rgb);
    }

    /**
     * Normalises in place and writes the result.
     *
     * @param target gets [3, pixels]; its position is neither read nor moved
     * @param offset where in {@code target} the values begin
     */
    void write(Planes planes, int pixels, FloatBuffer target, int offset) {
        for (int c = 0; c < 3; c++) {
            float[] plane = planes.channel(c);
            apply(plane, pixels, (float) (1 / std.get(c)), (float) (-mean.get(c) / std.get(c)));
            target.put(offset + c * pixels, plane, 0, pixels);
        }
    }

    private static void apply(float[] plane, int pixels, float scale, float shift) {
        for (int i = 0; i < pixels; i++) {
            plane[i] = plane[i] * scale + shift;
        }
    }
}
