package org.s2r2.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GridResamplingTest {

    /** Place i of a grid of 14 x 14 has i^2 modulo 17; of 5 x 5, its upper left corner. */
    private static double[] row(int from, int to, int row) {
        float[] matrix = GridResampling.matrix(from, to);
        double[] resampled = new double[to];
        for (int column = 0; column < to; column++) {
            for (int place = 0; place < from * from; place++) {
                int number = place / from * 14 + place % from;
                resampled[column] += matrix[(row * to + column) * from * from + place] * (double) (number * number % 17);
            }
        }
        return resampled;
    }

    /** Of PyTorch 2.13: {@code interpolate(x, size=(6, 6), mode="bicubic", antialias=True)} in double precision. */
    @Test
    void aSmallerGridIsThatOfPyTorch() {
        assertThat(row(14, 6, 1)).containsExactly(
                new double[] {10.215279716, 9.834392442, 7.755045069, 5.044179942, 5.10790382, 7.324564377}, within(1e-5));
    }

    @Test
    void aLargerGridIsThatOfPyTorch() {
        assertThat(row(5, 8, 3)).containsExactly(new double[] {3.161600824, 4.413090787, 6.934595913, 10.948989898,
            11.029359236, 7.083748862, 3.855756916, 2.069197876}, within(1e-5));
    }

    @Test
    void theSameGridStaysAsItIs() {
        float[] matrix = GridResampling.matrix(3, 3);
        for (int i = 0; i < matrix.length; i++) {
            assertThat(matrix[i]).isEqualTo(i / 9 == i % 9 ? 1 : 0);
        }
    }
}
