package org.s2r2.objective.ranking;

import java.util.Map;
import org.s2r2.objective.QueryMode;
import org.s2r2.objective.RankingBlock;
import org.s2r2.objective.RankingObjective;
import org.s2r2.settings.Settings;
import org.s2r2.tensor.Tensor;

/**
 * The multi-similarity loss (Wang et al., "Multi-Similarity Loss with General Pair Weighting for Deep Metric Learning",
 * CVPR 2019, arXiv 1904.06627): a pairwise loss, for comparison, that weighs pairs by how hard they are and has no ranks
 * in it. For a query with positives P and negatives N,
 *
 * <pre>
 * N'   = the n in N with s_n + margin > the smallest s_p in P
 * P'   = the p in P with s_p - margin &lt; the largest s_n in N
 * loss = mean over the queries of 1/alpha log(1 + sum over p in P' of exp(-alpha (s_p - threshold)))
 *                               + 1/beta  log(1 + sum over n in N' of exp(beta (s_n - threshold)))
 * </pre>
 *
 * so that a query whose positives are all at least the margin above its negatives costs nothing. The public code leaves
 * out positives with a similarity above 1 - 1e-5, by which it recognises the query itself.
 */
public final class MultiSimilarity extends RankingObjective {

    /** The name in configurations. */
    public static final String NAME = "multi-similarity";

    /** So far below every similarity that its exponential is 0 in any precision. */
    private static final double OUT_OF_SIGHT = 1e9;

    private static final double STEEPEST = 1000;

    private final double alpha;
    private final double beta;
    private final double threshold;
    private final double margin;

    /**
     * @param alpha how much more a positive further below the threshold counts than others, above 0
     * @param beta how much more a negative further above the threshold counts than others, above 0
     * @param threshold the similarity between those of positives and of negatives
     * @param margin how far positives should be above negatives, 0 or more
     */
    public MultiSimilarity(double alpha, double beta, double threshold, double margin) {
        super(QueryMode.EXCLUDED);
        if (!(alpha > 0 && beta > 0 && margin >= 0)) {
            throw new IllegalArgumentException("alpha and beta are above 0 and margin 0 or more, found " + alpha + ", "
                    + beta + " and " + margin);
        }
        this.alpha = alpha;
        this.beta = beta;
        this.threshold = threshold;
        this.margin = margin;
    }

    /**
     * Reads {@code alpha}, {@code beta}, {@code threshold} and {@code margin}; if absent they are those of the public
     * code, 2, 40, 0.5 and 0.1. The paper has beta 50 and the threshold 1. An {@link
     * org.s2r2.objective.ObjectiveFactory}.
     */
    public static MultiSimilarity from(Settings settings) {
        return new MultiSimilarity(
                settings.number("alpha", 2, 0.01, STEEPEST),
                settings.number("beta", 40, 0.01, STEEPEST),
                settings.number("threshold", 0.5, -1, 1),
                settings.number("margin", 0.1, 0, 2));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of("alpha", alpha, "beta", beta, "threshold", threshold, "margin", margin);
    }

    /** The similarities of one query. */
    @Override
    protected long elementsPerQuery(int positives, int rows) {
        return rows;
    }

    @Override
    protected Tensor queryLosses(RankingBlock block) {
        int queries = block.queries();
        Tensor negatives = hidden(block.candidates(), block.negatives());
        Tensor nearest = negatives.max(1).reshape(queries, 1);
        Tensor furthest = block.positives().mul(-1).max(1).mul(-1).reshape(queries, 1);
        Tensor keptPositives = Steps.above(nearest.sub(block.positives()).add(margin));
        Tensor keptNegatives = Steps.above(negatives.sub(furthest).add(margin));
        return pull(block.positives(), keptPositives, -alpha).add(pull(negatives, keptNegatives, beta));
    }

    /** log(1 + sum over those kept of exp(scale (s - threshold))) / |scale|. */
    private Tensor pull(Tensor similarities, Tensor kept, double scale) {
        Tensor exponents = similarities.add(-threshold).mul(scale);
        return softplus(hidden(exponents, kept).logSumExp(1)).mul(1 / Math.abs(scale));
    }

    private static Tensor hidden(Tensor values, Tensor kept) {
        return values.mul(kept).add(kept.mul(OUT_OF_SIGHT).add(-OUT_OF_SIGHT));
    }

    /** log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|)), which no x makes overflow. */
    private static Tensor softplus(Tensor x) {
        Tensor positive = x.relu();
        Tensor absolute = positive.add(x.mul(-1).relu());
        return positive.add(absolute.mul(-1).exp().add(1).log());
    }
}
