package org.s2r2.search;

import org.s2r2.data.image.RgbImage;

/** A picture as 16 x 16 grey values, each the mean of the pixels that it covers: what tells a copy from a picture of the same kind. */
final class PixelSignature {

    private static final int SIDE = 16;

    static final int BYTES = SIDE * SIDE;

    private PixelSignature() {}

    /**
     * The signature of a picture: lumas (ITU-R BT.601) weighted by how much of a pixel lies in a cell, so that a resized copy
     * has nearly the same. A pixel is {@value #SIDE} units high and wide here, and a cell as many as the picture has pixels.
     *
     * @return [16, 16] unsigned bytes
     */
    static byte[] of(RgbImage picture) {
        int width = picture.width();
        int height = picture.height();
        long[] sums = new long[BYTES];
        for (int y = 0; y < height; y++) {
            long[] line = line(picture, y);
            for (int cell = (int) ((long) y * SIDE / height); cell < SIDE && (long) cell * height < (y + 1L) * SIDE; cell++) {
                long part = overlap(y, cell, height);
                for (int x = 0; x < SIDE; x++) {
                    sums[cell * SIDE + x] += part * line[x];
                }
            }
        }
        long weight = 1000L * width * height;
        byte[] signature = new byte[BYTES];
        for (int i = 0; i < BYTES; i++) {
            signature[i] = (byte) ((sums[i] + weight / 2) / weight);
        }
        return signature;
    }

    /** The sums of a line of pixels in each cell, of thousandths of a grey level. */
    private static long[] line(RgbImage picture, int y) {
        int width = picture.width();
        long[] sums = new long[SIDE];
        for (int x = 0; x < width; x++) {
            long luma = 299L * picture.value(x, y, 0) + 587L * picture.value(x, y, 1) + 114L * picture.value(x, y, 2);
            for (int cell = (int) ((long) x * SIDE / width); cell < SIDE && (long) cell * width < (x + 1L) * SIDE; cell++) {
                sums[cell] += overlap(x, cell, width) * luma;
            }
        }
        return sums;
    }

    /** How many units of a pixel lie in a cell. */
    private static long overlap(int pixel, int cell, int pixels) {
        return Math.min((pixel + 1L) * SIDE, (cell + 1L) * pixels) - Math.max((long) pixel * SIDE, (long) cell * pixels);
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
                straight += (long) beside * beside;
                mirrored += (long) across * across;
            }
        }
        return Math.sqrt((double) Math.min(straight, mirrored) / BYTES);
    }
}
