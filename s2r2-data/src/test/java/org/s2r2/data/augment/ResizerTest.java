package org.s2r2.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.s2r2.data.image.RgbImage;

class ResizerTest {

    @ParameterizedTest
    @CsvSource({
        "40, 30, 3, 2, 33, 25, 8",
        "40, 30, 0, 0, 40, 30, 48",
        "17, 50, 5, 1, 9, 47, 16",
        "10, 10, 4, 4, 1, 1, 5",
        "64, 20, 2, 3, 60, 4, 7",
        "400, 300, 3, 1, 397, 299, 9"
    })
    void aCropEqualsTheDirectTwoDimensionalDefinition(int w, int h, int x, int y, int cw, int ch, int size) {
        RgbImage image = Pictures.random(w, h, 7);
        CropBox box = new CropBox();
        box.x = x;
        box.y = y;
        box.width = cw;
        box.height = ch;
        float[] planes = crop(new Resizer(), image, box, size, false);
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    double expected = direct(image, x, y, cw, ch, size, size, i, j, c);
                    assertThat((double) planes[(c * size + i) * size + j]).isCloseTo(expected, within(2e-6));
                }
            }
        }
    }

    private static float[] crop(Resizer resizer, RgbImage image, CropBox box, int size, boolean flip) {
        Planes planes = new Planes();
        planes.require(size * size);
        resizer.crop(image, box, size, flip, planes);
        return Pictures.together(planes, size * size);
    }

    @Test
    void whatAnInstanceMadeBeforeLeavesNoTrace() {
        RgbImage large = Pictures.random(300, 200, 3);
        RgbImage small = Pictures.random(20, 30, 4);
        Resizer used = new Resizer();
        CropBox box = new CropBox();
        for (int[] of : new int[][] {{1, 2, 290, 190, 24}, {0, 0, 15, 29, 10}, {5, 3, 7, 6, 33}, {2, 0, 18, 30, 4}}) {
            RgbImage image = of[2] > 20 ? large : small;
            box.x = of[0];
            box.y = of[1];
            box.width = of[2];
            box.height = of[3];
            assertThat(crop(used, image, box, of[4], false))
                    .isEqualTo(crop(new Resizer(), image, box, of[4], false));
        }
    }

    @Test
    void oneColourStaysThatColour() {
        byte[] pixels = new byte[3 * 70 * 50];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i % 3 == 0 ? 255 : i % 3 == 1 ? 77 : 0);
        }
        CropBox box = new CropBox();
        box.width = 70;
        box.height = 50;
        float[] values = crop(new Resizer(), new RgbImage(70, 50, pixels), box, 9, false);
        for (int i = 0; i < 81; i++) {
            assertThat(values[i]).isCloseTo(1, within(3e-7f));
            assertThat(values[81 + i]).isCloseTo(77 / 255f, within(1e-7f));
            assertThat(values[162 + i]).isZero();
        }
    }

    /** The weighted mean over every pixel of the rectangle with the product of both triangle filters, in float64. */
    static double direct(RgbImage image, int x, int y, int w, int h, int outW, int outH, int i, int j, int c) {
        double sum = 0;
        double weights = 0;
        for (int v = 0; v < h; v++) {
            for (int u = 0; u < w; u++) {
                double weight = triangle(u, j, (double) w / outW) * triangle(v, i, (double) h / outH);
                sum += weight * image.value(x + u, y + v, c) / 255.0;
                weights += weight;
            }
        }
        return sum / weights;
    }

    private static double triangle(int in, int out, double scale) {
        return Math.max(0, 1 - Math.abs(in + 0.5 - (out + 0.5) * scale) / Math.max(1, scale));
    }

    @Test
    void aFlipMirrorsEachRow() {
        RgbImage image = Pictures.random(30, 20, 1);
        CropBox box = new CropBox();
        box.width = 30;
        box.height = 20;
        Resizer resizer = new Resizer();
        for (int size : new int[] {8, 11, 3}) {
            float[] plain = crop(resizer, image, box, size, false);
            float[] flipped = crop(resizer, image, box, size, true);
            for (int row = 0; row < 3 * size; row++) {
                for (int x = 0; x < size; x++) {
                    assertThat(flipped[row * size + x]).isEqualTo(plain[row * size + size - 1 - x]);
                }
            }
        }
    }

    @Test
    void theSameSizeReturnsThePixelsExactly() {
        RgbImage image = Pictures.random(9, 9, 2);
        Planes planes = new Planes();
        planes.require(81);
        new Resizer().square(image, 9, 9, 0, 0, 9, planes);
        float[] values = Pictures.together(planes, 81);
        for (int i = 0; i < 243; i++) {
            assertThat(values[i]).isEqualTo((image.pixels()[i % 81 * 3 + i / 81] & 0xff) / 255f);
        }
    }
}
