package org.s2r2.baseline;

import java.util.Arrays;
import org.s2r2.view.ViewLayout;

/** The loss in the Javadoc of {@link Swav} as loops over doubles, with codes as in the paper's Python listing. */
record SwavReference(ViewLayout layout, int dim, int prototypes, SwavOptions options) {

    /** The scores of some rows, [count, K]. */
    private double[][] scores(double[] rows, int[] which, double[] c) {
        double[][] scores = new double[which.length][prototypes];
        for (int i = 0; i < which.length; i++) {
            for (int k = 0; k < prototypes; k++) {
                for (int d = 0; d < dim; d++) {
                    scores[i][k] += rows[which[i] * dim + d] * c[k * dim + d];
                }
            }
        }
        return scores;
    }

    private int[] rowsOf(int view) {
        int[] rows = new int[layout.images()];
        for (int image = 0; image < rows.length; image++) {
            rows[image] = layout.row(image, view);
        }
        return rows;
    }

    /**
     * The codes of every assigning view, [A][images][K].
     *
     * @param queues for each assigning view the queued rows, [length, dim]; null without a queue
     */
    double[][][] codes(double[] rows, double[] c, double[][] queues) {
        double[][][] codes = new double[options.assigningViews()][][];
        for (int a = 0; a < codes.length; a++) {
            double[][] own = scores(rows, rowsOf(a), c);
            int[] all = new int[queues == null ? 0 : queues[a].length / dim];
            for (int i = 0; i < all.length; i++) {
                all[i] = i;
            }
            double[][] queued = scores(queues == null ? rows : queues[a], all, c);
            double[][] q = new double[own.length + queued.length][];
            System.arraycopy(own, 0, q, 0, own.length);
            System.arraycopy(queued, 0, q, own.length, queued.length);
            codes[a] = Arrays.copyOf(sinkhorn(q), own.length);
        }
        return codes;
    }

    private double[][] sinkhorn(double[][] scores) {
        int samples = scores.length;
        double total = 0;
        for (double[] row : scores) {
            for (int k = 0; k < prototypes; k++) {
                row[k] = Math.exp(row[k] / options.epsilon());
                total += row[k];
            }
        }
        for (double[] row : scores) {
            for (int k = 0; k < prototypes; k++) {
                row[k] /= total;
            }
        }
        for (int iteration = 0; iteration < options.sinkhornIterations(); iteration++) {
            for (int k = 0; k < prototypes; k++) {
                double sum = 0;
                for (double[] row : scores) {
                    sum += row[k];
                }
                for (double[] row : scores) {
                    row[k] /= sum * prototypes;
                }
            }
            for (double[] row : scores) {
                double sum = Arrays.stream(row).sum();
                for (int k = 0; k < prototypes; k++) {
                    row[k] /= sum * samples;
                }
            }
        }
        for (double[] row : scores) {
            for (int k = 0; k < prototypes; k++) {
                row[k] *= samples;
            }
        }
        return scores;
    }

    /** The loss for given codes. */
    double loss(double[] rows, double[] c, double[][][] codes) {
        double total = 0;
        for (int view = 0; view < layout.views(); view++) {
            double[][] scores = scores(rows, rowsOf(view), c);
            for (int a = 0; a < codes.length; a++) {
                for (int image = 0; a != view && image < layout.images(); image++) {
                    double sum = 0;
                    for (double score : scores[image]) {
                        sum += Math.exp(score / options.temperature());
                    }
                    for (int k = 0; k < prototypes; k++) {
                        double logProbability = scores[image][k] / options.temperature() - Math.log(sum);
                        total -= codes[a][image][k] * logProbability;
                    }
                }
            }
        }
        return total / codes.length / (layout.views() - 1) / layout.images();
    }
}
