package org.s2r2.eval.protocol;

/**
 * A logistic regression for every class apart, on rows x_i that have any number of classes, y_ic being 1 where row i
 * has class c and 0 where it has not (Bishop, "Pattern Recognition and Machine Learning", 2006, section 4.3.2):
 *
 * <pre>
 * l_i = sum over c of log(1 + exp(z_ic)) - y_ic z_ic
 * dl_i/dz_ic = 1 / (1 + exp(-z_ic)) - y_ic
 * </pre>
 */
final class OneVsRestRegression extends LogisticRegression {

    private final boolean[][] labels;

    /**
     * @param rows [n, dim]
     * @param labels [n, classes], whether a row has a class
     */
    OneVsRestRegression(float[][] rows, boolean[][] labels, int threads) {
        super(rows, labels[0].length, threads);
        this.labels = labels;
    }

    @Override
    double residuals(int start, int count, float[][] scores) {
        double loss = 0;
        for (int c = 0; c < scores.length; c++) {
            for (int i = 0; i < count; i++) {
                double score = scores[c][i];
                boolean positive = labels[start + i][c];
                // Of exp(z) and exp(-z) the one that cannot overflow.
                double exponential = Math.exp(-Math.abs(score));
                loss += Math.max(score, 0) + Math.log1p(exponential) - (positive ? score : 0);
                double probability = (score >= 0 ? 1 : exponential) / (1 + exponential);
                scores[c][i] = (float) (probability - (positive ? 1 : 0));
            }
        }
        return loss;
    }
}
