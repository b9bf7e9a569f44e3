package org.s2r2.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.s2r2.data.RgbImage;

class ResizerTest {

    @ParameterizedTest
    @CsvSource({
        "40, 30, 3, 2, 33, 25, 8",
        "40, 30, 0, 0, 40, 30, 48",
        "17, 50, 5, 1, 9, 47, 16",
        "10, 10, 4, 4, 1, 1, 5",
        "64, 20, 2, 3, 60, 4, 7"
    })
    void aCropEqualsTheDirectTwoDimensionalDefinition(int w, int h, int x, int y, int cw, int ch, int size) {
        RgbImage image = Pictures.random(w, h, 7);
        CropBox box = new CropBox();
        box.x = x;
        box.y = y;
        box.width = cw;
        box.height = ch;
        float[] planes = new float[3 * size * size];
        new Resizer().crop(image, box, size, false, planes);
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    double expected = direct(image, x, y, cw, ch, size, size, i, j, c);
                    assertThat((double) planes[(c * size + i) * size + j]).isCloseTo(expected, within(2e-6));
                }
            }
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
        float[] plain = new float[3 * 64];
        float[] flipped = new float[3 * 64];
        resizer.crop(image, box, 8, false, plain);
        resizer.crop(image, box, 8, true, flipped);
        for (int row = 0; row < 24; row++) {
            for (int x = 0; x < 8; x++) {
                assertThat(flipped[row * 8 + x]).isEqualTo(plain[row * 8 + 7 - x]);
            }
        }
    }

    @Test
    void theSameSizeReturnsThePixelsExactly() {
        RgbImage image = Pictures.random(9, 9, 2);
        float[] planes = new float[3 * 81];
        new Resizer().square(image, 9, 9, 0, 0, 9, planes);
        for (int i = 0; i < 243; i++) {
            assertThat(planes[i]).isEqualTo((image.pixels()[i % 81 * 3 + i / 81] & 0xff) / 255f);
        }
    }
}
