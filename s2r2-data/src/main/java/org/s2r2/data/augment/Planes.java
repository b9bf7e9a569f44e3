package org.s2r2.data.augment;

/**
 * The three channels of a square image in arrays of their own, row by row, with values from 0 to 1. The arrays are
 * reused, and may be longer than the image is.
 *
 * <p>The kernels of this package index every array by the loop variable alone, and do little in each loop: C2 turns
 * those into vector instructions, and neither loops with offsets nor long ones.
 */
final class Planes {

    float[] red = new float[0];
    float[] green = new float[0];
    float[] blue = new float[0];

    /** Makes room for so many pixels; what was in the planes is lost where there was not enough. */
    void require(int pixels) {
        if (red.length < pixels) {
            red = new float[pixels];
            green = new float[pixels];
            blue = new float[pixels];
        }
    }

    /** 0 red, 1 green, 2 blue. */
    float[] channel(int c) {
        return c == 0 ? red : c == 1 ? green : blue;
    }
}
