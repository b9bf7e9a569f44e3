package org.s2r2.eval.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PrincipalAxesTest {

    /** Eigenvalues and, as columns, eigenvectors of a symmetric matrix, by Jacobi's rotations. */
    private static double[][] jacobi(double[][] a) {
        int n = a.length;
        double[][] v = new double[n][n];
        for (int i = 0; i < n; i++) {
            v[i][i] = 1;
        }
        for (int sweep = 0; sweep < 60; sweep++) {
            for (int p = 0; p < n; p++) {
                for (int q = p + 1; q < n; q++) {
                    double angle = 0.5 * Math.atan2(2 * a[p][q], a[q][q] - a[p][p]);
                    double c = Math.cos(angle);
                    double s = Math.sin(angle);
                    for (int k = 0; k < n; k++) {
                        double x = a[k][p];
                        double y = a[k][q];
                        a[k][p] = c * x - s * y;
                        a[k][q] = s * x + c * y;
                    }
                    for (int k = 0; k < n; k++) {
                        double x = a[p][k];
                        double y = a[q][k];
                        a[p][k] = c * x - s * y;
                        a[q][k] = s * x + c * y;
                        x = v[k][p];
                        y = v[k][q];
                        v[k][p] = c * x - s * y;
                        v[k][q] = s * x + c * y;
                    }
                }
            }
        }
        return v;
    }

    @Test
    void theAxesAreTheFirstEigenvectorsOfTheCovariance() {
        int dim = 9;
        Random random = new Random(4);
        float[][] rows = new float[400][dim];
        for (float[] row : rows) {
            double shared = random.nextGaussian();
            for (int d = 0; d < dim; d++) {
                row[d] = (float) (3 + random.nextGaussian() * (1 + d % 4) + shared * d);
            }
        }
        double[][] covariance = new double[dim][dim];
        double[] mean = new double[dim];
        for (int d = 0; d < dim; d++) {
            for (float[] row : rows) {
                mean[d] += row[d] / 400.0;
            }
        }
        for (float[] row : rows) {
            for (int a = 0; a < dim; a++) {
                for (int b = 0; b < dim; b++) {
                    covariance[a][b] += (row[a] - mean[a]) * (row[b] - mean[b]) / 400;
                }
            }
        }
        double[][] vectors = jacobi(covariance);
        PrincipalAxes axes = PrincipalAxes.of(400, i -> rows[i], 3);
        boolean[] taken = new boolean[dim];
        for (int axis = 0; axis < 3; axis++) {
            int largest = -1;
            for (int d = 0; d < dim; d++) {
                largest = !taken[d] && (largest < 0 || covariance[d][d] > covariance[largest][largest]) ? d : largest;
            }
            taken[largest] = true;
            double product = 0;
            for (int d = 0; d < dim; d++) {
                product += axes.axes()[axis][d] * vectors[d][largest];
            }
            assertThat(Math.abs(product)).as("axis " + axis).isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void rowsThatDoNotVaryLieAtTheOrigin() {
        PrincipalAxes axes = PrincipalAxes.of(5, i -> new float[] {2, 3, 4}, 2);
        assertThat(axes.along(0, new float[] {2, 3, 4})).isCloseTo(0, within(1e-12));
        assertThat(axes.along(1, new float[] {2, 3, 4})).isCloseTo(0, within(1e-12));
    }
}
