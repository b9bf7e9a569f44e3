package org.s2r2.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.s2r2.data.image.RgbImage;

class PixelSignatureTest {

    /** A picture by a function of the place, 0 to 1 in both directions. */
    private static RgbImage picture(int width, int height, long seed) {
        Random random = new Random(seed);
        double[] waves = random.doubles(6, 1, 9).toArray();
        byte[] pixels = new byte[3 * width * height];
        for (int y = 0, i = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double u = (x + 0.5) / width;
                double v = (y + 0.5) / height;
                for (int channel = 0; channel < 3; channel++) {
                    pixels[i++] = (byte) (127 + 100 * Math.sin(waves[channel] * u + waves[channel + 3] * v));
                }
            }
        }
        return new RgbImage(width, height, pixels);
    }

    private static RgbImage mirrored(RgbImage picture) {
        byte[] pixels = new byte[picture.pixels().length];
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                for (int channel = 0; channel < 3; channel++) {
                    pixels[3 * (y * picture.width() + x) + channel] =
                            (byte) picture.value(picture.width() - 1 - x, y, channel);
                }
            }
        }
        return new RgbImage(picture.width(), picture.height(), pixels);
    }

    @Test
    void aPictureOf16PixelsIsItsOwnGreyValues() {
        byte[] grey = new byte[256];
        new Random(1).nextBytes(grey);
        byte[] pixels = new byte[3 * 256];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = grey[i / 3];
        }
        assertThat(PixelSignature.of(new RgbImage(16, 16, pixels))).isEqualTo(grey);
    }

    @Test
    void aCellThatLiesAcrossPixelsIsTheirWeightedMean() {
        // 24 pixels a line: a cell is one and a half pixels, the first two thirds of pixel 0 and one third of pixel 1.
        byte[] pixels = new byte[3 * 24 * 16];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i / 3 % 24 == 0 ? 90 : i / 3 % 24 == 1 ? 30 : 0);
        }
        byte[] signature = PixelSignature.of(new RgbImage(24, 16, pixels));
        assertThat(signature[0]).isEqualTo((byte) 70);
        assertThat(signature[1]).isEqualTo((byte) 10);
        assertThat(signature[2]).isZero();
    }

    @Test
    void resizedAndMirroredCopiesDifferByLittleAndOthersByMuch() {
        byte[] original = PixelSignature.of(picture(61, 47, 2));
        for (int size : new int[] {20, 33, 100, 160}) {
            byte[] copy = PixelSignature.of(picture(size, size + 5, 2));
            assertThat(PixelSignature.difference(original, copy)).isLessThan(2);
        }
        assertThat(PixelSignature.difference(original, PixelSignature.of(mirrored(picture(61, 47, 2))))).isZero();
        assertThat(PixelSignature.difference(original, PixelSignature.of(picture(61, 47, 3)))).isGreaterThan(15);
    }
}
