package org.s2r2.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GaussianBlurTest {

    @ParameterizedTest
    @CsvSource({"12, 3, 0.1", "12, 5, 1.0", "23, 9, 2.0", "4, 3, 0.7"})
    void equalsATwoDimensionalConvolutionWithMirroredBorders(int size, int taps, double sigma) {
        float[] before = Pictures.planes(size * size, 5);
        Planes planes = Pictures.apart(before);
        new GaussianBlur().apply(planes, size, taps, sigma);
        float[] after = Pictures.together(planes, size * size);
        int r = taps / 2;
        for (int at = 0; at < before.length; at++) {
            int plane = at / (size * size);
            int y = at / size % size;
            int x = at % size;
            double sum = 0;
            double weights = 0;
            for (int dy = -r; dy <= r; dy++) {
                for (int dx = -r; dx <= r; dx++) {
                    double weight = Math.exp(-(dx * dx + dy * dy) / (2 * sigma * sigma));
                    sum += weight * before[(plane * size + reflect(y + dy, size)) * size + reflect(x + dx, size)];
                    weights += weight;
                }
            }
            assertThat((double) after[at]).isCloseTo(sum / weights, within(1e-6));
        }
    }

    /** "dcb|abcd|cba". */
    private static int reflect(int i, int size) {
        return i < 0 ? -i : i >= size ? 2 * size - 2 - i : i;
    }

    @Test
    void aViewOfOnePixelStaysAsItIs() {
        Planes pixel = Pictures.apart(new float[] {0.2f, 0.4f, 0.6f});
        new GaussianBlur().apply(pixel, 1, 3, 2);
        assertThat(Pictures.together(pixel, 1)).containsExactly(new float[] {0.2f, 0.4f, 0.6f}, within(1e-6f));
    }

    @Test
    void theKernelIsAnOddTenthOfTheView() {
        assertThat(new int[] {8, 32, 48, 96, 224}).satisfies(sizes -> {
            assertThat(GaussianBlur.taps(sizes[0])).isEqualTo(3);
            assertThat(GaussianBlur.taps(sizes[1])).isEqualTo(3);
            assertThat(GaussianBlur.taps(sizes[2])).isEqualTo(5);
            assertThat(GaussianBlur.taps(sizes[3])).isEqualTo(9);
            assertThat(GaussianBlur.taps(sizes[4])).isEqualTo(23);
        });
    }
}
