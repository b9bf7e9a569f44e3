package org.s2r2.search;

/**
 * Rows whose directions count alike: with the mean taken off, and multiplied by the inverse of the Cholesky factor of their
 * covariance. In embeddings a few directions have most of the variance; distances there say little of the others.
 */
final class Whitening {

    /** The part of the mean variance that is added to each: directions that are all but empty hold noise alone. */
    private static final double RIDGE = 1e-3;

    private Whitening() {}

    /** @return [rows][dimension], of mean 0 and, but for the ridge, of unit covariance */
    static float[][] of(float[][] rows) {
        int dimension = rows[0].length;
        double[] mean = new double[dimension];
        for (float[] row : rows) {
            for (int k = 0; k < dimension; k++) {
                mean[k] += row[k] / (double) rows.length;
            }
        }
        double[][] factor = cholesky(covariance(rows, mean));
        float[][] white = new float[rows.length][dimension];
        double[] solved = new double[dimension];
        for (int row = 0; row < rows.length; row++) {
            for (int i = 0; i < dimension; i++) {
                double rest = rows[row][i] - mean[i];
                for (int j = 0; j < i; j++) {
                    rest -= factor[i][j] * solved[j];
                }
                solved[i] = rest / factor[i][i];
                white[row][i] = (float) solved[i];
            }
        }
        return white;
    }

    /** The lower triangle, with the ridge on its diagonal. */
    private static double[][] covariance(float[][] rows, double[] mean) {
        int dimension = mean.length;
        double[][] covariance = new double[dimension][dimension];
        double[] centred = new double[dimension];
        for (float[] row : rows) {
            for (int k = 0; k < dimension; k++) {
                centred[k] = row[k] - mean[k];
            }
            for (int i = 0; i < dimension; i++) {
                for (int j = 0; j <= i; j++) {
                    covariance[i][j] += centred[i] * centred[j] / rows.length;
                }
            }
        }
        double trace = 0;
        for (int k = 0; k < dimension; k++) {
            trace += covariance[k][k];
        }
        // Where all rows are equal there is nothing to divide by, and every row becomes 0.
        double ridge = trace > 0 ? RIDGE * trace / dimension : 1;
        for (int k = 0; k < dimension; k++) {
            covariance[k][k] += ridge;
        }
        return covariance;
    }

    /** The lower triangular factor, in the place of the lower triangle of a positive definite matrix. */
    private static double[][] cholesky(double[][] matrix) {
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j <= i; j++) {
                double rest = matrix[i][j];
                for (int k = 0; k < j; k++) {
                    rest -= matrix[i][k] * matrix[j][k];
                }
                matrix[i][j] = i == j ? Math.sqrt(rest) : rest / matrix[j][j];
            }
        }
        return matrix;
    }
}
