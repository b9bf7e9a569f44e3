package org.s2r2.eval.protocol;

import org.s2r2.tensor.HostArray;

/**
 * (x - mean) / deviation for each column, with the mean and the biased variance of the training rows. A column whose
 * deviation is within float32's rounding of its mean is constant and comes out as 0.
 */
final class Standardisation {

    private static final double ROUNDING = 1e-6;
    // Farther out than any training row of real data; keeps test rows of another scale within single precision.
    private static final double FARTHEST = 1e6;

    private final double[] mean;
    private final double[] deviation;

    private Standardisation(double[] mean, double[] deviation) {
        this.mean = mean;
        this.deviation = deviation;
    }

    static Standardisation of(HostArray matrix) {
        int rows = matrix.rows();
        int dim = matrix.columns();
        float[] values = matrix.values();
        double[] mean = new double[dim];
        for (int i = 0; i < values.length; i++) {
            mean[i % dim] += values[i];
        }
        double[] deviation = new double[dim];
        for (int k = 0; k < dim; k++) {
            mean[k] /= rows;
        }
        for (int i = 0; i < values.length; i++) {
            double difference = values[i] - mean[i % dim];
            deviation[i % dim] += difference * difference;
        }
        for (int k = 0; k < dim; k++) {
            deviation[k] = Math.sqrt(deviation[k] / rows);
            if (deviation[k] <= ROUNDING * Math.abs(mean[k])) {
                deviation[k] = 0;
            }
        }
        return new Standardisation(mean, deviation);
    }

    /** Standardised rows, each an array of its own. */
    float[][] apply(HostArray matrix) {
        int dim = matrix.columns();
        float[] values = matrix.values();
        float[][] rows = new float[matrix.rows()][dim];
        for (int row = 0; row < rows.length; row++) {
            for (int k = 0; k < dim; k++) {
                double value = (values[row * dim + k] - mean[k]) / deviation[k];
                rows[row][k] = deviation[k] == 0 ? 0 : (float) Math.max(-FARTHEST, Math.min(FARTHEST, value));
            }
        }
        return rows;
    }
}
