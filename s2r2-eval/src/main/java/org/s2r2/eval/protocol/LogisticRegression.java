package org.s2r2.eval.protocol;

import java.util.Arrays;
import org.s2r2.parallel.ParallelTasks;

/**
 * Regression of classes on fixed rows x_i by linear scores z_i = W x_i + b, with a negative log-likelihood l_i of the
 * scores of each row:
 *
 * <pre>
 * loss(W, b) = 1/n * sum over i of l_i(z_i) + lambda / 2 * |W|^2
 * dloss/dW_c = 1/n * sum over i of dl_i/dz_ic x_i + lambda W_c
 * </pre>
 *
 * and dloss/db likewise with 1 for x_i and without lambda. Products are in single precision, sums over blocks of rows
 * in double, always over the same blocks and in the same order. A point is [classes, dim + 1], the bias last in each
 * row.
 */
abstract class LogisticRegression {

    // Partial sums over rows: enough for as many threads, few enough to keep them all.
    private static final int MOST_SHARDS = 16;
    private static final int PANEL = 512;

    private final float[][] rows;
    private final RowProducts.Panels panels;
    private final int classes;
    private final int dim;
    private final int threads;

    /** @param rows [n, dim] */
    LogisticRegression(float[][] rows, int classes, int threads) {
        this.dim = rows[0].length;
        this.classes = classes;
        this.threads = threads;
        this.rows = Arrays.copyOf(rows, RowProducts.padded(rows.length));
        Arrays.fill(this.rows, rows.length, this.rows.length, new float[dim]);
        panels = new RowProducts.Panels(rows.length, dim, PANEL);
        for (int row = 0; row < rows.length; row++) {
            for (int k = 0; k < dim; k++) {
                panels.set(row, k, rows[row][k]);
            }
        }
    }

    /**
     * Replaces the scores of some rows by their residuals dl_i/dz_ic.
     *
     * @param start the first of the rows
     * @param count how many they are
     * @param scores [classes, at least count], overwritten
     * @return the sum of the rows' l_i
     */
    abstract double residuals(int start, int count, float[][] scores);

    int parameters() {
        return classes * (dim + 1);
    }

    /** The loss at a point, for one regularisation strength, and its gradient. */
    double loss(double[] point, double strength, double[] gradient) {
        float[][] weights = weights(point);
        int shards = Math.min(MOST_SHARDS, panels.count());
        double[] losses = new double[shards];
        double[][] sums = new double[shards][parameters()];
        ParallelTasks.run(shards, threads, () -> {
            float[][] scores = panels.tile(classes);
            float[][] products = new float[classes][dim];
            return shard -> {
                for (int panel = shard; panel < panels.count(); panel += shards) {
                    scores(panel, point, weights, scores);
                    int width = panels.width(panel);
                    losses[shard] += residuals(panels.start(panel), width, scores);
                    // The rows that pad the panel to whole steps count for nothing.
                    for (float[] row : scores) {
                        Arrays.fill(row, width, RowProducts.padded(width), 0);
                    }
                    addGradient(panel, scores, products, sums[shard]);
                }
            };
        });
        double loss = 0;
        Arrays.fill(gradient, 0);
        for (int shard = 0; shard < shards; shard++) {
            loss += losses[shard];
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] += sums[shard][i];
            }
        }
        double squares = 0;
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] /= panels.rows();
            if (i % (dim + 1) != dim) {
                gradient[i] += strength * point[i];
                squares += point[i] * point[i];
            }
        }
        return loss / panels.rows() + strength / 2 * squares;
    }

    /** The scores [classes, n] at a point. */
    float[][] scores(double[] point) {
        float[][] weights = weights(point);
        float[][] all = new float[classes][panels.rows()];
        ParallelTasks.run(panels.count(), threads, () -> {
            float[][] scores = panels.tile(classes);
            return panel -> {
                scores(panel, point, weights, scores);
                for (int c = 0; c < classes; c++) {
                    System.arraycopy(scores[c], 0, all[c], panels.start(panel), panels.width(panel));
                }
            };
        });
        return all;
    }

    private float[][] weights(double[] point) {
        float[][] weights = new float[classes][RowProducts.padded(dim)];
        for (int c = 0; c < classes; c++) {
            for (int k = 0; k < dim; k++) {
                weights[c][k] = (float) point[c * (dim + 1) + k];
            }
        }
        return weights;
    }

    private void scores(int panel, double[] point, float[][] weights, float[][] scores) {
        panels.multiply(panel, weights, classes, scores);
        for (int c = 0; c < classes; c++) {
            float bias = (float) point[c * (dim + 1) + dim];
            for (int i = 0; i < panels.width(panel); i++) {
                scores[c][i] += bias;
            }
        }
    }

    private void addGradient(int panel, float[][] residuals, float[][] products, double[] sums) {
        int start = panels.start(panel);
        for (float[] product : products) {
            Arrays.fill(product, 0);
        }
        for (int i = 0; i < panels.width(panel); i += RowProducts.STEP) {
            for (int c = 0; c < classes; c++) {
                float[] a = residuals[c];
                RowProducts.add(products[c],
                        rows[start + i], rows[start + i + 1], rows[start + i + 2], rows[start + i + 3], dim,
                        a[i], a[i + 1], a[i + 2], a[i + 3]);
            }
        }
        for (int c = 0; c < classes; c++) {
            int first = c * (dim + 1);
            for (int k = 0; k < dim; k++) {
                sums[first + k] += products[c][k];
            }
            for (int i = 0; i < panels.width(panel); i++) {
                sums[first + dim] += residuals[c][i];
            }
        }
    }
}
