package org.s2r2.objective.ranking;

import java.util.Map;
import org.s2r2.objective.PrecisionForm;
import org.s2r2.objective.QueryMode;
import org.s2r2.objective.RankingBlock;
import org.s2r2.objective.RankingObjective;
import org.s2r2.settings.RecordSettings;
import org.s2r2.settings.Settings;
import org.s2r2.tensor.Tensor;

/**
 * One minus the exact average precision, with the gradient of a blackbox (Rolinek et al., "Optimizing Rank-based
 * Metrics with Blackbox Differentiation", CVPR 2020, arXiv 1912.03500, algorithm 1 and equations 14, 21 and 22). The
 * loss of a query is
 *
 * <pre>L = 1 - 1/|P| * sum over i in P of rank+_i / rank_i</pre>
 *
 * with ranks among the positives and among all candidates, from 1, in the order of the scores y: the similarities of
 * positives less margin/2, those of negatives plus margin/2. A tie counts against the query.
 *
 * <p>L is piecewise constant in y, and its derivative 0 or none at all. In its place stands the slope, over a finite
 * way, of a piecewise linear function that interpolates L: with dL/drank_i = rank+_i / (|P| rank_i^2) for positives
 * and 0 for negatives (ranks among the positives count as constants, as in the public code),
 *
 * <pre>
 * y'    = y + lambda dL/drank
 * dL/dy = (rank(y') - rank(y)) / lambda
 * </pre>
 *
 * So {@link #evaluate} gives the value of L and a gradient that is not the derivative of this value. The public code
 * divides ranks by the number of candidates and takes the mean over the queries; where there are as many of both, that
 * makes the same of lambda.
 *
 * <p>In the {@linkplain PrecisionForm#LOG logarithmic form}, which is not the paper's, L is the mean of log(rank_i /
 * rank+_i), and dL/drank_i = 1 / (|P| rank_i).
 *
 * <p>The margin is the paper's; the public code multiplies it for each score by the size of a standard normal number.
 * The paper trains image retrieval by a loss of recall, and detectors by this one, also over all classes at once; it
 * adds scores of past batches to a batch's, which is not done here.
 */
public final class BlackboxAp extends RankingObjective {

    /** The name in configurations. */
    public static final String NAME = "blackbox-ap";

    // Both as in ROADMAP's public code, which compares with this loss on image retrieval.
    private static final double DEFAULT_LAMBDA = 4;
    private static final double DEFAULT_MARGIN = 0.02;

    private final double lambda;
    private final double margin;
    private final PrecisionForm form;

    /**
     * @param lambda how far the scores are moved for the gradient, above 0: the further, the more the gradient smooths
     * @param margin how far a positive has to be above a negative to rank above it, 0 or more
     * @param form what the loss makes of the precisions
     */
    public BlackboxAp(double lambda, double margin, PrecisionForm form) {
        super(QueryMode.EXCLUDED);
        if (!(lambda > 0 && margin >= 0)) {
            throw new IllegalArgumentException(
                    "lambda is above 0 and margin 0 or more, found " + lambda + " and " + margin);
        }
        this.lambda = lambda;
        this.margin = margin;
        this.form = form;
    }

    /** The linear form. */
    public BlackboxAp(double lambda, double margin) {
        this(lambda, margin, PrecisionForm.LINEAR);
    }

    /**
     * Reads {@code lambda} (4 if absent), {@code margin} (0.02) and {@code form} ({@code linear}). An {@link
     * org.s2r2.objective.ObjectiveFactory}.
     */
    public static BlackboxAp from(Settings settings) {
        return new BlackboxAp(
                settings.number("lambda", DEFAULT_LAMBDA, 1e-3, 1e6), settings.number("margin", DEFAULT_MARGIN, 0, 2),
                PrecisionForm.read(settings));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of("lambda", lambda, "margin", margin, "form", RecordSettings.word(form));
    }

    /** The value of L, plus terms that are 0 and have the gradient of the blackbox: slope * (s - s as a constant). */
    @Override
    protected Tensor queryLosses(RankingBlock block) {
        int positivesPerQuery = block.positivesPerQuery();
        Tensor negatives = block.candidates().detach().add(margin / 2);
        Tensor positives = block.positives().detach().add(-margin / 2);
        Ranks ranks = Ranks.of(positives, negatives, block.negatives());
        Tensor rank = ranks.amongAll();
        Tensor perRank = rank.constant(new double[] {1}, 1, 1).div(rank);
        Tensor slopes = (form == PrecisionForm.LOG ? perRank : ranks.amongPositives().mul(perRank).mul(perRank))
                .mul(1.0 / positivesPerQuery);
        Ranks moved = Ranks.of(positives.add(slopes.mul(lambda)), negatives, block.negatives());

        Tensor atPositives = moved.amongAll().sub(rank).mul(1 / lambda);
        Tensor atNegatives = moved.positivesAbove().sub(ranks.positivesAbove()).mul(1 / lambda);
        Tensor value = form.losses(ranks.amongPositives(), rank.sub(ranks.amongPositives())).mean(1);
        return value.add(zeroWithGradient(block.positives(), atPositives))
                .add(zeroWithGradient(block.candidates(), atNegatives));
    }

    /** 0 for each query, whose gradient at the similarities is this one. */
    private static Tensor zeroWithGradient(Tensor similarities, Tensor gradient) {
        return similarities.sub(similarities.detach()).mul(gradient).sum(1);
    }

    /**
     * @param amongPositives [Q, P], from 1
     * @param amongAll [Q, P], from 1
     * @param positivesAbove [Q, N], how many positives are above each negative; 0 where there is no negative
     */
    private record Ranks(Tensor amongPositives, Tensor amongAll, Tensor positivesAbove) {

        /** Among equals, negatives come before positives, and positives in the order of their views. */
        static Ranks of(Tensor positives, Tensor candidates, Tensor negativeMask) {
            int queries = positives.shape()[0];
            int each = positives.shape()[1];
            int rows = candidates.shape()[1];
            Tensor column = positives.reshape(queries, each, 1);
            Tensor above = Steps.above(column.sub(candidates.reshape(queries, 1, rows)))
                    .mul(negativeMask.reshape(queries, 1, rows));
            Tensor negatives = negativeMask.sum(1).reshape(queries, 1);
            Tensor negativesAbove = negatives.sub(above.sum(2));

            Tensor later = Steps.above(positives.reshape(queries, 1, each).sub(column));
            Tensor earlier = Steps.above(column.sub(positives.reshape(queries, 1, each))).mul(-1).add(1);
            Tensor before = later.mul(positives.constant(triangle(each, true), each, each))
                    .add(earlier.mul(positives.constant(triangle(each, false), each, each)));
            Tensor amongPositives = before.sum(2).add(1);
            return new Ranks(amongPositives, amongPositives.add(negativesAbove), above.sum(1));
        }

        /** [n, n]: 1 at the columns after each row's own, or before it. */
        private static double[] triangle(int n, boolean after) {
            double[] matrix = new double[n * n];
            for (int i = 0; i < matrix.length; i++) {
                int row = i / n;
                int column = i % n;
                matrix[i] = column != row && column > row == after ? 1 : 0;
            }
            return matrix;
        }
    }
}
