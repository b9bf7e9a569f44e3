package org.s2r2.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.Random;
import org.junit.jupiter.api.Test;

class WhiteningTest {

    @Test
    void whiteRowsHaveMean0AndUnitCovariance() {
        Random random = new Random(4);
        float[][] rows = new float[5000][];
        for (int row = 0; row < rows.length; row++) {
            float a = (float) random.nextGaussian();
            float b = (float) random.nextGaussian();
            float c = (float) random.nextGaussian();
            rows[row] = new float[] {3 + 2 * a, a - b + 7, 0.5f * b + c};
        }
        float[][] white = Whitening.of(rows);
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                double mean = 0;
                double product = 0;
                for (float[] row : white) {
                    mean += row[i] / rows.length;
                    product += (double) row[i] * row[j] / rows.length;
                }
                assertThat(mean).isCloseTo(0, offset(1e-5));
                assertThat(product).isCloseTo(i == j ? 1 : 0, offset(0.02));
            }
        }
    }

    @Test
    void equalRowsBecomeZeros() {
        assertThat(Whitening.of(new float[][] {{1, 2}, {1, 2}})).isDeepEqualTo(new float[][] {{0, 0}, {0, 0}});
    }

    @Test
    void aDirectionThatIsEmptyStaysEmpty() {
        float[][] white = Whitening.of(new float[][] {{1, 5}, {2, 5}, {4, 5}});
        for (float[] row : white) {
            assertThat(row[1]).isCloseTo(0, offset(1e-6f));
        }
    }
}
