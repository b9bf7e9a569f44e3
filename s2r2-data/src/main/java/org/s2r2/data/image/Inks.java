package org.s2r2.data.image;

import java.awt.image.Raster;
import org.s2r2.data.image.EncodedImage.Ink;

/**
 * Colours of four inks. In JPEG files 255 is no ink, as Adobe's programs write it and PIL takes all of them; in TIFF files it
 * is all.
 * A channel of RGB is what its ink and the black one leave of white, their product. Colours may be stored as YCbCr of
 * the inks' negative (T.871's equations).
 */
final class Inks {

    private Inks() {}

    /** @param raster 4 bands of 8 bits, as they are stored; further bands are passed over */
    static RgbImage toRgb(Raster raster, Ink ink) {
        int width = raster.getWidth();
        int height = raster.getHeight();
        byte[] pixels = new byte[3 * width * height];
        int bands = raster.getNumBands();
        int[] row = new int[bands * width];
        for (int y = 0, to = 0; y < height; y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int i = 0; i < row.length; i += bands, to += 3) {
                if (ink == Ink.YCCK) {
                    toInks(row, i);
                } else if (ink == Ink.POSITIVE_CMYK) {
                    invert(row, i);
                }
                int black = row[i + 3];
                for (int channel = 0; channel < 3; channel++) {
                    pixels[to + channel] = (byte) (black - product(255 - row[i + channel], black));
                }
            }
        }
        return new RgbImage(width, height, pixels);
    }

    private static void toInks(int[] row, int at) {
        double luma = row[at];
        double blue = row[at + 1] - 128;
        double red = row[at + 2] - 128;
        row[at] = 255 - clamp(luma + 1.402 * red);
        row[at + 1] = 255 - clamp(luma - 0.344136 * blue - 0.714136 * red);
        row[at + 2] = 255 - clamp(luma + 1.772 * blue);
    }

    private static void invert(int[] row, int at) {
        for (int band = 0; band < 4; band++) {
            row[at + band] = 255 - row[at + band];
        }
    }

    private static int clamp(double value) {
        return (int) Math.round(Math.max(0, Math.min(255, value)));
    }

    /** Of two fractions in 255ths, rounded. */
    private static int product(int a, int b) {
        return (2 * a * b + 255) / 510;
    }
}
