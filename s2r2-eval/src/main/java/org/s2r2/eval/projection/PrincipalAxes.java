package org.s2r2.eval.projection;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.s2r2.data.random.SplitMix64;

/**
 * The directions in which rows vary most: the first eigenvectors of their covariance, by subspace iteration with some vectors
 * more than are asked for.
 *
 * @param mean the mean row
 * @param axes [count] orthonormal directions, that of the largest variance first; each with its largest component positive
 */
record PrincipalAxes(double[] mean, double[][] axes) {

    private static final int MOST_ROWS = 20_000;
    private static final int SPARE = 6;
    private static final int ITERATIONS = 100;

    /**
     * Fits axes; of many rows, to 20,000 that are spread evenly.
     *
     * @param row gives a row by its index; all have the same length
     * @param count how many axes, at most the length of a row
     */
    static PrincipalAxes of(int rows, IntFunction<float[]> row, int count) {
        int used = Math.min(rows, MOST_ROWS);
        float[][] sample = new float[used][];
        Arrays.setAll(sample, i -> row.apply((int) ((long) i * rows / used)));
        int dim = sample[0].length;
        double[] mean = new double[dim];
        for (float[] one : sample) {
            for (int d = 0; d < dim; d++) {
                mean[d] += one[d] / (double) used;
            }
        }
        double[][] basis = subspace(covariance(sample, mean), Math.min(dim, count + SPARE));
        double[][] axes = Arrays.copyOf(basis, Math.min(dim, count));
        Arrays.stream(axes).forEach(PrincipalAxes::orient);
        return new PrincipalAxes(mean, axes);
    }

    /** Where a row lies along an axis. */
    double along(int axis, float[] row) {
        double sum = 0;
        for (int d = 0; d < mean.length; d++) {
            sum += (row[d] - mean[d]) * axes[axis][d];
        }
        return sum;
    }

    private static double[][] covariance(float[][] rows, double[] mean) {
        int dim = mean.length;
        double[][] sums = new double[dim][dim];
        double[] centred = new double[dim];
        for (float[] row : rows) {
            for (int d = 0; d < dim; d++) {
                centred[d] = row[d] - mean[d];
            }
            for (int a = 0; a < dim; a++) {
                double[] sum = sums[a];
                double value = centred[a];
                for (int b = a; b < dim; b++) {
                    sum[b] += value * centred[b];
                }
            }
        }
        for (int a = 0; a < dim; a++) {
            for (int b = a; b < dim; b++) {
                sums[a][b] /= rows.length;
                sums[b][a] = sums[a][b];
            }
        }
        return sums;
    }

    /** Eigenvectors of a symmetric matrix without negative eigenvalues, as rows, that of the largest eigenvalue first. */
    private static double[][] subspace(double[][] matrix, int count) {
        int dim = matrix.length;
        SplitMix64 random = SplitMix64.of(1, dim, count, 0);
        double[][] basis = new double[count][dim];
        for (double[] vector : basis) {
            Arrays.setAll(vector, d -> random.uniform(-1, 1));
        }
        orthonormalise(basis);
        for (int iteration = 0; iteration < ITERATIONS; iteration++) {
            for (double[] vector : basis) {
                System.arraycopy(times(matrix, vector), 0, vector, 0, dim);
            }
            orthonormalise(basis);
        }
        return basis;
    }

    private static double[] times(double[][] matrix, double[] vector) {
        double[] product = new double[vector.length];
        Arrays.setAll(product, d -> dot(matrix[d], vector));
        return product;
    }

    /** Gram and Schmidt, twice, in the order of the vectors, which subspace iteration turns into that of the eigenvalues. */
    private static void orthonormalise(double[][] vectors) {
        for (int i = 0; i < vectors.length; i++) {
            for (int pass = 0; pass < 2; pass++) {
                for (int j = 0; j < i; j++) {
                    subtract(vectors[i], dot(vectors[i], vectors[j]), vectors[j]);
                }
            }
            double length = Math.sqrt(dot(vectors[i], vectors[i]));
            for (int d = 0; d < vectors[i].length; d++) {
                // A direction without variance stays 0.
                vectors[i][d] = length > Double.MIN_NORMAL ? vectors[i][d] / length : 0;
            }
        }
    }

    private static void subtract(double[] vector, double factor, double[] other) {
        for (int d = 0; d < vector.length; d++) {
            vector[d] -= factor * other[d];
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int d = 0; d < a.length; d++) {
            sum += a[d] * b[d];
        }
        return sum;
    }

    /** The sign of an eigenvector means nothing; a rule for it makes maps repeatable. */
    private static void orient(double[] axis) {
        double largest = 0;
        for (double value : axis) {
            largest = Math.abs(value) > Math.abs(largest) ? value : largest;
        }
        if (largest < 0) {
            for (int d = 0; d < axis.length; d++) {
                axis[d] = -axis[d];
            }
        }
    }
}
