package org.s2r2.objective.ranking;

import java.util.Map;
import org.s2r2.objective.QueryMode;
import org.s2r2.objective.RankingBlock;
import org.s2r2.objective.RankingObjective;
import org.s2r2.settings.RecordSettings;
import org.s2r2.settings.Settings;
import org.s2r2.tensor.Tensor;

/**
 * ROADMAP: an upper bound of one minus the average precision, and a calibration of the similarities that makes the
 * average precisions of batches add up to that of the whole (Ramzi et al., "Robust and Decomposable Average Precision
 * for Image Retrieval", NeurIPS 2021, arXiv 2110.01445). For a query with positives P and negatives N,
 *
 * <pre>
 * rank+_k = 1 + sum over j in P, j != k of H(s_j - s_k),      H(t) = 1 if t >= 0, else 0; without a gradient
 * rank-_k = sum over j in N of H-(s_j - s_k)
 * SupAP   = 1 - 1/|P| * sum over k in P of rank+_k / (rank+_k + rank-_k)
 * H-(t)   = G(t)                                for t up to 0, with G(t) = 1 / (1 + exp(-t / temperature))
 *         = G(t) + 1/2                          for t up to delta
 *         = G(delta) + 1/2 + rho (t - delta)    beyond
 *
 * calibration = 1/|P| * sum over k in P of max(0, alpha - s_k) + 1/|N| * sum over j in N of max(0, s_j - beta)
 * loss        = mean over the queries of (1 - lambda) SupAP + lambda calibration
 * </pre>
 *
 * In the logarithmic form SupAP is the mean of -log of the quotients instead. A negative above a positive counts for 1 or more, and the more the further it is above: its gradient does not fade.
 *
 * <p>H- is continuous at delta here. The public code has rho t + 1.44 beyond it, a step by nearly rho delta that no
 * gradient knows of, and its calibration is the mean over those pairs alone that cost something.
 */
public final class SupAp extends RankingObjective {

    /** The name in configurations. */
    public static final String NAME = "sup-ap";

    private final SupApOptions options;

    public SupAp(SupApOptions options) {
        super(QueryMode.EXCLUDED);
        this.options = options;
    }

    /** Reads the keys of {@link SupApOptions}. An {@link org.s2r2.objective.ObjectiveFactory}. */
    public static SupAp from(Settings settings) {
        return new SupAp(SupApOptions.read(settings));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, Object> settings() {
        return RecordSettings.of(options);
    }

    @Override
    protected Tensor queryLosses(RankingBlock block) {
        Tensor calibration = calibration(block).mul(options.calibration());
        return supAp(block.withMargin(options.margin())).mul(1 - options.calibration()).add(calibration);
    }

    /** SupAP, from the precisions' two parts. */
    private Tensor supAp(RankingBlock block) {
        int queries = block.queries();
        int positives = block.positivesPerQuery();
        Tensor thresholds = block.positives().reshape(queries, positives, 1);
        Tensor beyond = block.candidates().reshape(queries, 1, block.rows()).sub(thresholds);
        Tensor counted = block.negatives().reshape(queries, 1, block.rows());
        Tensor negativesAbove = above(beyond).mul(counted).sum(2);

        // No positive is below itself, so that P less those below counts it too: that is the 1 of its rank.
        Tensor below = Steps.above(thresholds.sub(block.positives().reshape(queries, 1, positives)));
        Tensor rankAmongPositives = below.sum(2).mul(-1).add(positives);
        return options.form().losses(rankAmongPositives, negativesAbove).mean(1);
    }

    /** H-: with t cut off at delta inside G, and the line beyond delta. */
    private Tensor above(Tensor t) {
        Tensor beyondReach = t.add(-options.delta()).relu();
        return t.sub(beyondReach)
                .mul(1 / options.temperature())
                .sigmoid()
                .add(Steps.above(t).mul(0.5))
                .add(beyondReach.mul(options.rho()));
    }

    private Tensor calibration(RankingBlock block) {
        Tensor tooFar = block.positives().mul(-1).add(options.alpha()).relu().mean(1);
        Tensor tooNear = block.candidates().add(-options.beta()).relu().mul(block.negatives());
        return tooFar.add(tooNear.sum(1).div(block.negatives().sum(1)));
    }
}
