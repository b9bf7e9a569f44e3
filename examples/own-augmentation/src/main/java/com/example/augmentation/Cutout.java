package com.example.augmentation;

import java.util.Arrays;
import org.s2r2.data.augment.Augmentation;
import org.s2r2.data.augment.Planes;
import org.s2r2.data.random.SplitMix64;
import org.s2r2.settings.Settings;

/**
 * Hides a square of the view behind a medium grey (DeVries and Taylor, "Improved Regularization of Convolutional Neural
 * Networks with Cutout", 2017, arXiv 1708.04552). As in the paper the centre is any pixel, so that a part of the square
 * may lie outside of the view.
 *
 * @param probability of doing so
 * @param size the side of the square, as a fraction of the view's
 */
public record Cutout(double probability, double size) implements Augmentation {

    static final String NAME = "cutout";

    private static final float GREY = 0.5f;

    /** Reads {@code probability}, 0.5 if absent, and {@code size}, 0.3 if absent. */
    static Cutout from(Settings settings) {
        return new Cutout(settings.number("probability", 0.5, 0, 1), settings.number("size", 0.3, 0, 1));
    }

    @Override
    public void apply(Planes view, SplitMix64 random) {
        if (!random.chance(probability)) {
            return;
        }
        int side = (int) Math.round(size * view.size());
        int left = random.below(view.size()) - side / 2;
        int top = random.below(view.size()) - side / 2;
        int from = Math.max(0, left);
        int to = Math.min(view.size(), left + side);
        for (int y = Math.max(0, top); y < Math.min(view.size(), top + side); y++) {
            for (int channel = 0; channel < 3; channel++) {
                Arrays.fill(view.channel(channel), y * view.size() + from, y * view.size() + to, GREY);
            }
        }
    }
}
