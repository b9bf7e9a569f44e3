package org.s2r2.search;

import org.s2r2.data.image.RgbImage;

/** A picture as 16 x 16 grey values, each the mean of the pixels that it covers: what tells a copy from a picture of the same kind. */
final class PixelSignature {

    private static final int SIDE = 16;

    static final int BYTES = SIDE * SIDE;

    private PixelSignature() {}

    /** [16, 16] unsigned bytes. */
    static byte[] of(RgbImage picture) {
        byte[] signature = new byte[BYTES];
        for (int y = 0; y < SIDE; y++) {
            int top = (int) ((long) y * picture.height() / SIDE);
            int bottom = Math.max(top + 1, (int) ((y + 1L) * picture.height() / SIDE));
            for (int x = 0; x < SIDE; x++) {
                int left = (int) ((long) x * picture.width() / SIDE);
                int right = Math.max(left + 1, (int) ((x + 1L) * picture.width() / SIDE));
                signature[y * SIDE + x] = (byte) mean(picture, left, right, top, bottom);
            }
        }
        return signature;
    }

    /** The mean luma (ITU-R BT.601) of a rectangle. */
    private static int mean(RgbImage picture, int left, int right, int top, int bottom) {
        long sum = 0;
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                sum += 299 * picture.value(x, y, 0) + 587 * picture.value(x, y, 1) + 114 * picture.value(x, y, 2);
            }
        }
        long thousandths = 1000L * (right - left) * (bottom - top);
        return (int) ((sum + thousandths / 2) / thousandths);
    }

    /** The root of the mean squared difference of two signatures, in grey levels; of one of them mirrored, if that is less. */
    static double difference(byte[] one, byte[] other) {
        long straight = 0;
        long mirrored = 0;
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                int value = one[y * SIDE + x] & 0xff;
                int beside = value - (other[y * SIDE + x] & 0xff);
                int across = value - (other[y * SIDE + SIDE - 1 - x] & 0xff);
                straight += beside * beside;
                mirrored += across * across;
            }
        }
        return Math.sqrt((double) Math.min(straight, mirrored) / BYTES);
    }
}
