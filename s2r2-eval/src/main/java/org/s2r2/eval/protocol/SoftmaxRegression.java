package org.s2r2.eval.protocol;

/**
 * Multinomial logistic regression on rows x_i of class y_i (Bishop, "Pattern Recognition and Machine Learning", 2006,
 * section 4.3.4):
 *
 * <pre>
 * l_i = log sum over c of exp(z_ic) - z_iy_i
 * dl_i/dz_ic = softmax(z_i)_c - [c = y_i]
 * </pre>
 */
final class SoftmaxRegression extends LogisticRegression {

    private final int[] labels;

    /**
     * @param rows [n, dim]
     * @param labels [n], below {@code classes}; unused where only predictions are made
     */
    SoftmaxRegression(float[][] rows, int[] labels, int classes, int threads) {
        super(rows, classes, threads);
        this.labels = labels;
    }

    /** The class with the highest score for every row, the lower class where two are equal. */
    int[] predict(double[] point) {
        return highest(scores(point));
    }

    /**
     * @param scores [classes, n]
     * @return [n], the class with the highest score, the lower one where two are equal
     */
    static int[] highest(float[][] scores) {
        int[] highest = new int[scores[0].length];
        for (int c = 1; c < scores.length; c++) {
            for (int i = 0; i < highest.length; i++) {
                if (scores[c][i] > scores[highest[i]][i]) {
                    highest[i] = c;
                }
            }
        }
        return highest;
    }

    @Override
    double residuals(int start, int count, float[][] scores) {
        int classes = scores.length;
        double loss = 0;
        double[] exponentials = new double[classes];
        for (int i = 0; i < count; i++) {
            int label = labels[start + i];
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
        return loss;
    }
}
