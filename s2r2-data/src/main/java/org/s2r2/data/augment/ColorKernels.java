package org.s2r2.data.augment;

/**
 * torchvision's colour operations, in place. Each leaves values from 0 to 1. An instance belongs to one thread and
 * reuses its arrays.
 */
final class ColorKernels {

    /** The weights of torchvision's {@code rgb_to_grayscale} (ITU-R BT.601 rounded). */
    private static final float RED = 0.2989f;

    private static final float GREEN = 0.587f;
    private static final float BLUE = 0.114f;

    /** Far below any difference of values that is seen, and far above what divides to infinity. */
    private static final float TINY = 1e-20f;

    private static final float TINIER = 1e-30f;

    private static final ThreadLocal<ColorKernels> OF_THREAD = ThreadLocal.withInitial(ColorKernels::new);

    private float[] greys = new float[0];
    private float[] highest = new float[0];
    private float[] chroma = new float[0];
    private float[] angles = new float[0];

    /** Those of the calling thread, whose arrays are used again from view to view. */
    static ColorKernels ofThread() {
        return OF_THREAD.get();
    }

    /** value * factor. */
    void brightness(Planes planes, int pixels, float factor) {
        for (int c = 0; c < 3; c++) {
            scale(planes.channel(c), pixels, factor, 0);
        }
    }

    /** value * factor + mean * (1 - factor), with the mean of the grey image. */
    void contrast(Planes planes, int pixels, float factor) {
        grey(planes, pixels);
        float shift = (float) (sum(greys, pixels) / pixels) * (1 - factor);
        for (int c = 0; c < 3; c++) {
            scale(planes.channel(c), pixels, factor, shift);
        }
    }

    private static void scale(float[] plane, int pixels, float factor, float shift) {
        for (int i = 0; i < pixels; i++) {
            plane[i] = clamp(plane[i] * factor + shift);
        }
    }

    /** Four sums, so that an addition need not wait for the one before. */
    private static double sum(float[] values, int length) {
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int whole = length & -4;
        for (int i = 0; i < whole; i += 4) {
            first += values[i];
            second += values[i + 1];
            third += values[i + 2];
            fourth += values[i + 3];
        }
        for (int i = whole; i < length; i++) {
            first += values[i];
        }
        return first + second + third + fourth;
    }

    /** value * factor + grey * (1 - factor), with the grey of the pixel. */
    void saturation(Planes planes, int pixels, float factor) {
        grey(planes, pixels);
        for (int c = 0; c < 3; c++) {
            blend(planes.channel(c), greys, pixels, factor, 1 - factor);
        }
    }

    private static void blend(float[] plane, float[] greys, int pixels, float factor, float rest) {
        for (int i = 0; i < pixels; i++) {
            plane[i] = clamp(plane[i] * factor + greys[i] * rest);
        }
    }

    /** All three channels become grey. */
    void grayscale(Planes planes, int pixels) {
        grey(planes, pixels);
        for (int c = 0; c < 3; c++) {
            System.arraycopy(greys, 0, planes.channel(c), 0, pixels);
        }
    }

    private void grey(Planes planes, int pixels) {
        if (greys.length < pixels) {
            greys = new float[pixels];
        }
        grey(planes.red, planes.green, planes.blue, greys, pixels);
    }

    private static void grey(float[] red, float[] green, float[] blue, float[] greys, int pixels) {
        for (int i = 0; i < pixels; i++) {
            greys[i] = RED * red[i] + GREEN * green[i] + BLUE * blue[i];
        }
    }

    /**
     * Turns the hue in HSV. A pixel with the largest value max and the smallest max - chroma has, counted in sixths of
     * a turn from red, a hue of the size 1 + ((green - red) + (blue - min)) / chroma and the sign of green - blue. The
     * way back is max - chroma * clamp(distance - 1, 0, 1), with the distance of the hue from 0, 2 and -2 sixths for
     * red, green and blue. Both equal the usual tables of cases.
     *
     * @param shift in turns, from -0.5 to 0.5
     */
    void hue(Planes planes, int pixels, float shift) {
        if (highest.length < pixels) {
            highest = new float[pixels];
            chroma = new float[pixels];
            angles = new float[pixels];
        }
        float[] lowest = chroma; // until the chroma takes its place
        lowest(planes.red, planes.green, planes.blue, lowest, pixels);
        angles(planes.red, planes.green, planes.blue, lowest, angles, pixels);
        highest(planes.red, planes.green, planes.blue, highest, pixels);
        chroma(highest, lowest, pixels);
        turn(angles, planes.green, planes.blue, chroma, 6 * shift, pixels);
        channel(angles, highest, chroma, 0, planes.red, pixels);
        channel(angles, highest, chroma, -2, planes.green, pixels);
        channel(angles, highest, chroma, 2, planes.blue, pixels);
    }

    private static void lowest(float[] red, float[] green, float[] blue, float[] lowest, int pixels) {
        for (int i = 0; i < pixels; i++) {
            lowest[i] = Math.min(red[i], Math.min(green[i], blue[i]));
        }
    }

    private static void highest(float[] red, float[] green, float[] blue, float[] highest, int pixels) {
        for (int i = 0; i < pixels; i++) {
            highest[i] = Math.max(red[i], Math.max(green[i], blue[i]));
        }
    }

    /** The size of the hue less 1, times the chroma. */
    private static void angles(float[] red, float[] green, float[] blue, float[] lowest, float[] angles, int pixels) {
        for (int i = 0; i < pixels; i++) {
            angles[i] = (green[i] - red[i]) + (blue[i] - lowest[i]);
        }
    }

    /** The largest value less the smallest, in place of that. */
    private static void chroma(float[] highest, float[] lowest, int pixels) {
        for (int i = 0; i < pixels; i++) {
            lowest[i] = highest[i] - lowest[i];
        }
    }

    /** Makes the hue of its size, with its sign, and adds the shift. A sign is side / |side|, for want of branches. */
    private static void turn(float[] angles, float[] green, float[] blue, float[] chroma, float sixths, int pixels) {
        for (int i = 0; i < pixels; i++) {
            float side = green[i] - blue[i] + TINY;
            float sign = side / (Math.abs(side) + TINIER);
            angles[i] = (1 + angles[i] / (chroma[i] + TINIER)) * sign + sixths;
        }
    }

    /** The distance of an angle from -9 to 9 sixths to 0, around the circle, is |3 - ||angle| - 3||. */
    private static void channel(
            float[] angles, float[] highest, float[] chroma, float offset, float[] plane, int pixels) {
        for (int i = 0; i < pixels; i++) {
            float distance = Math.abs(3 - Math.abs(Math.abs(angles[i] + offset) - 3));
            plane[i] = highest[i] - chroma[i] * clamp(distance - 1);
        }
    }

    /** 1 - value where the value is at least the threshold. */
    void solarize(Planes planes, int pixels, float threshold) {
        for (int c = 0; c < 3; c++) {
            float[] plane = planes.channel(c);
            for (int i = 0; i < pixels; i++) {
                float value = plane[i];
                plane[i] = value >= threshold ? 1 - value : value;
            }
        }
    }

    private static float clamp(float value) {
        return Math.max(0, Math.min(1, value));
    }
}
