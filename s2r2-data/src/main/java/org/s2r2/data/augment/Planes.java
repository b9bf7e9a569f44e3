package org.s2r2.data.augment;

/**
 * The three channels of a square image in arrays of their own, row by row, with values from 0 to 1. The arrays are
 * reused, and may be longer than the image is.
 *
 * <p>The kernels of this package index every array by the loop variable alone, and do little in each loop: C2 turns
 * those into vector instructions, and neither loops with offsets nor long ones.
 */
public final class Planes {

    private int size;

    float[] red = new float[0];
    float[] green = new float[0];
    float[] blue = new float[0];

    /** Planes of an image of so many pixels in height and width; their values are undefined. */
    public static Planes of(int size) {
        Planes planes = new Planes();
        planes.resize(size);
        return planes;
    }

    /** The height and the width in pixels. */
    public int size() {
        return size;
    }

    /**
     * These planes with the first values as an image of another size, as they are reused from view to view: the arrays
     * are then longer than the image.
     */
    public Planes resized(int newSize) {
        resize(newSize);
        return this;
    }

    /** Makes room for an image of another size; what was in the planes is lost where there was not enough. */
    void resize(int newSize) {
        size = newSize;
        require(newSize * newSize);
    }

    void require(int pixels) {
        if (red.length < pixels) {
            red = new float[pixels];
            green = new float[pixels];
            blue = new float[pixels];
        }
    }

    /** The values of a channel, row by row, of which the first size x size belong to the image: 0 red, 1 green, 2 blue. */
    public float[] channel(int c) {
        return c == 0 ? red : c == 1 ? green : blue;
    }
}
