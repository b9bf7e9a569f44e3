package org.s2r2.testkit.objective;

import java.util.Random;

/**
 * An orthogonal change of the axes of a space.
 *
 * @param axes [dim][dim], orthonormal rows
 */
record Rotation(double[][] axes) {

    /** Random directions, each made orthogonal to those before it (Gram-Schmidt). */
    static Rotation random(int dim, long seed) {
        Random random = new Random(seed);
        double[][] axes = new double[dim][dim];
        for (int axis = 0; axis < dim; axis++) {
            for (int d = 0; d < dim; d++) {
                axes[axis][d] = random.nextGaussian();
            }
            for (int before = 0; before < axis; before++) {
                double along = dot(axes[axis], axes[before]);
                for (int d = 0; d < dim; d++) {
                    axes[axis][d] -= along * axes[before][d];
                }
            }
            double length = Math.sqrt(dot(axes[axis], axes[axis]));
            for (int d = 0; d < dim; d++) {
                axes[axis][d] /= length;
            }
        }
        return new Rotation(axes);
    }

    /** Rotates each of the rows of a matrix [n, dim]. */
    double[] apply(double[] rows) {
        int dim = axes.length;
        double[] rotated = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            for (int d = 0; d < dim; d++) {
                rotated[i] += axes[i % dim][d] * rows[i - i % dim + d];
            }
        }
        return rotated;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int d = 0; d < a.length; d++) {
            sum += a[d] * b[d];
        }
        return sum;
    }
}
