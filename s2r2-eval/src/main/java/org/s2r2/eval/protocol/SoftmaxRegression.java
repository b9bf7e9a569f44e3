package org.s2r2.eval.protocol;

import java.util.Arrays;

/**
 * Multinomial logistic regression on fixed rows x_i of class y_i: with z_i = W x_i + b,
 *
 * <pre>
 * loss(W, b) = 1/n * sum over i of (log sum over c of exp(z_ic) - z_iy_i) + lambda / 2 * |W|^2
 * dloss/dW_c = 1/n * sum over i of (softmax(z_i)_c - [c = y_i]) x_i + lambda W_c
 * </pre>
 *
 * and dloss/db likewise with 1 for x_i and without lambda (Bishop, "Pattern Recognition and Machine Learning", 2006,
 * section 4.3.4). Products are in single precision, sums over blocks of rows in double, always over the same blocks and
 * in the same order. A point is [classes, dim + 1], the bias last in each row.
 */
final class SoftmaxRegression {

    // Partial sums over rows: enough for as many threads, few enough to keep them all.
    private static final int MOST_SHARDS = 16;

    private final float[][] rows;
    private final RowProducts.Panels panels;
    private final int[] labels;
    private final int classes;
    private final int dim;
    private final int threads;

    /**
     * @param rows [n, dim]
     * @param labels [n], below {@code classes}; unused where only predictions are made
     */
    SoftmaxRegression(float[][] rows, int[] labels, int classes, int threads) {
        this.dim = rows[0].length;
        this.labels = labels;
        this.classes = classes;
        this.threads = threads;
        this.rows = Arrays.copyOf(rows, RowProducts.padded(rows.length));
        Arrays.fill(this.rows, rows.length, this.rows.length, new float[dim]);
        panels = new RowProducts.Panels(rows.length, dim);
        for (int row = 0; row < rows.length; row++) {
            for (int k = 0; k < dim; k++) {
                panels.set(row, k, rows[row][k]);
            }
        }
    }

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
            float[][] scores = RowProducts.tile(classes);
            float[][] products = new float[classes][dim];
            return shard -> {
                for (int panel = shard; panel < panels.count(); panel += shards) {
                    scores(panel, point, weights, scores);
                    losses[shard] += residuals(panel, scores);
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

    /** The class with the highest score for every row, the lower class where two are equal. */
    int[] predict(double[] point) {
        float[][] weights = weights(point);
        int[] predicted = new int[panels.rows()];
        ParallelTasks.run(panels.count(), threads, () -> {
            float[][] scores = RowProducts.tile(classes);
            return panel -> {
                scores(panel, point, weights, scores);
                for (int i = 0; i < panels.width(panel); i++) {
                    int best = 0;
                    for (int c = 1; c < classes; c++) {
                        if (scores[c][i] > scores[best][i]) {
                            best = c;
                        }
                    }
                    predicted[panels.start(panel) + i] = best;
                }
            };
        });
        return predicted;
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

    /** Replaces scores [classes, rows of the panel] by softmax minus one-hot labels; returns the summed cross-entropy. */
    private double residuals(int panel, float[][] scores) {
        int width = panels.width(panel);
        double loss = 0;
        double[] exponentials = new double[classes];
        for (int i = 0; i < width; i++) {
            int label = labels[panels.start(panel) + i];
            float highest = scores[0][i];
            for (int c = 1; c < classes; c++) {
                highest = Math.max(highest, scores[c][i]);
            }
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                exponentials[c] = Math.exp((double) scores[c][i] - highest);
                sum += exponentials[c];
            }
            loss += Math.log(sum) + highest - scores[label][i];
            for (int c = 0; c < classes; c++) {
                scores[c][i] = (float) (exponentials[c] / sum - (c == label ? 1 : 0));
            }
        }
        // The rows that pad the panel to whole steps count for nothing.
        for (int c = 0; c < classes; c++) {
            Arrays.fill(scores[c], width, RowProducts.padded(width), 0);
        }
        return loss;
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
