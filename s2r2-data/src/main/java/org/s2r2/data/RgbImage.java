package org.s2r2.data;

/**
 * A decoded sRGB image.
 *
 * @param width in pixels, at least 1
 * @param height in pixels, at least 1
 * @param pixels [height, width, 3] unsigned bytes, red first; not copied, and not to be written
 */
public record RgbImage(int width, int height, byte[] pixels) {

    /** @throws IllegalArgumentException if the sizes and the length of the array do not agree */
    public RgbImage {
        if (width < 1 || height < 1 || pixels.length != 3L * width * height) {
            throw new IllegalArgumentException(
                    "an image of " + width + " x " + height + " pixels with " + pixels.length + " bytes");
        }
    }

    /** One value from 0 to 255; channels are 0 red, 1 green, 2 blue. */
    public int value(int x, int y, int channel) {
        return pixels[(y * width + x) * 3 + channel] & 0xff;
    }
}
