package org.s2r2.data.augment;

/**
 * torchvision's colour operations on [3, pixels] float planes with values from 0 to 1, in place. Each clamps its result
 * to that range.
 */
final class ColorKernels {

    /** The weights of torchvision's {@code rgb_to_grayscale} (ITU-R BT.601 rounded). */
    private static final float RED = 0.2989f;

    private static final float GREEN = 0.587f;
    private static final float BLUE = 0.114f;

    private ColorKernels() {}

    /** value * factor. */
    static void brightness(float[] planes, int pixels, float factor) {
        blendConstant(planes, 3 * pixels, factor, 0);
    }

    /** value * factor + mean * (1 - factor), with the mean of the grey image. */
    static void contrast(float[] planes, int pixels, float factor) {
        double sum = 0;
        for (int i = 0; i < pixels; i++) {
            sum += grey(planes[i], planes[pixels + i], planes[2 * pixels + i]);
        }
        blendConstant(planes, 3 * pixels, factor, (float) (sum / pixels) * (1 - factor));
    }

    private static void blendConstant(float[] planes, int length, float factor, float shift) {
        for (int i = 0; i < length; i++) {
            planes[i] = clamp(planes[i] * factor + shift);
        }
    }

    /** value * factor + grey * (1 - factor), with the grey of the pixel. */
    static void saturation(float[] planes, int pixels, float factor) {
        float rest = 1 - factor;
        for (int i = 0; i < pixels; i++) {
            float r = planes[i];
            float g = planes[pixels + i];
            float b = planes[2 * pixels + i];
            float grey = grey(r, g, b) * rest;
            planes[i] = clamp(r * factor + grey);
            planes[pixels + i] = clamp(g * factor + grey);
            planes[2 * pixels + i] = clamp(b * factor + grey);
        }
    }

    /** All three channels become grey. */
    static void grayscale(float[] planes, int pixels) {
        for (int i = 0; i < pixels; i++) {
            float grey = grey(planes[i], planes[pixels + i], planes[2 * pixels + i]);
            planes[i] = grey;
            planes[pixels + i] = grey;
            planes[2 * pixels + i] = grey;
        }
    }

    /**
     * Turns the hue in HSV. With h in sixths of a turn, the way back is f(n) = max - chroma * clamp(min(k, 4 - k), 0,
     * 1) where k = (n + h) mod 6 and n = 5, 3, 1 for red, green, blue, which equals the usual table of six cases.
     *
     * @param shift in turns, from -0.5 to 0.5
     */
    static void hue(float[] planes, int pixels, float shift) {
        float sixths = 6 * shift + 6;
        for (int i = 0; i < pixels; i++) {
            float r = planes[i];
            float g = planes[pixels + i];
            float b = planes[2 * pixels + i];
            float max = Math.max(r, Math.max(g, b));
            float chroma = max - Math.min(r, Math.min(g, b));
            float inverse = 1 / Math.max(chroma, Float.MIN_NORMAL);
            float h = max == r ? (g - b) * inverse : max == g ? 2 + (b - r) * inverse : 4 + (r - g) * inverse;
            h += sixths;
            planes[i] = channel(max, chroma, h + 5);
            planes[pixels + i] = channel(max, chroma, h + 3);
            planes[2 * pixels + i] = channel(max, chroma, h + 1);
        }
    }

    /** k is positive and below 24 here, so that the remainder is a truncation. */
    private static float channel(float max, float chroma, float k) {
        k -= 6 * (int) (k * (1 / 6f));
        return clamp(max - chroma * clamp(Math.min(k, 4 - k)));
    }

    /** 1 - value where the value is at least the threshold. */
    static void solarize(float[] planes, int pixels, float threshold) {
        for (int i = 0; i < 3 * pixels; i++) {
            float value = planes[i];
            planes[i] = value >= threshold ? 1 - value : value;
        }
    }

    private static float grey(float r, float g, float b) {
        return RED * r + GREEN * g + BLUE * b;
    }

    private static float clamp(float value) {
        return Math.max(0, Math.min(1, value));
    }
}
