package org.s2r2.view;

/**
 * The part of its image that a view shows, in pixels of the image.
 *
 * @param x the left edge
 * @param y the upper edge
 * @param width at least 1
 * @param height at least 1
 */
public record Crop(int x, int y, int width, int height) {

    public Crop {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException(
                    "a crop is at least 1 pixel wide and high, found " + width + " x " + height);
        }
    }

    /** The area that both crops of one image show over the area that either shows, from 0 to 1. */
    public double overlap(Crop other) {
        long both = length(x, width, other.x, other.width) * length(y, height, other.y, other.height);
        return (double) both / (area() + other.area() - both);
    }

    private long area() {
        return (long) width * height;
    }

    /** The length of what two intervals share. */
    private static long length(int from, int length, int otherFrom, int otherLength) {
        return Math.max(0, Math.min((long) from + length, (long) otherFrom + otherLength) - Math.max(from, otherFrom));
    }
}
