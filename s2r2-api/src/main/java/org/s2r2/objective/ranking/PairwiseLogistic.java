package org.s2r2.objective.ranking;

import java.util.Map;
import org.s2r2.objective.QueryMode;
import org.s2r2.objective.RankingBlock;
import org.s2r2.objective.RankingObjective;
import org.s2r2.settings.Settings;
import org.s2r2.tensor.Tensor;

/**
 * The mean logistic loss of the pairs of a positive and a negative (Burges et al., "Learning to Rank using Gradient
 * Descent", ICML 2005). For a query with positives P and negatives N, similarities s and a temperature t:
 *
 * <pre>loss = 1 / (|P| |N|) * sum over p in P, n in N of log(1 + exp((s_n - s_p) / t))</pre>
 *
 * A pair in the right order and far apart costs nothing, one in the wrong order as much as it is apart.
 */
public final class PairwiseLogistic extends RankingObjective {

    public static final String NAME = "pairwise-logistic";

    private final double temperature;

    /** @param temperature the difference of similarities that counts as 1, above 0 */
    public PairwiseLogistic(double temperature) {
        super(QueryMode.EXCLUDED);
        if (!(temperature > 0)) {
            throw new IllegalArgumentException("temperature: found " + temperature + ", expected a number above 0");
        }
        this.temperature = temperature;
    }

    /** Reads {@code temperature}, 0.1 if absent. */
    public static PairwiseLogistic from(Settings settings) {
        return new PairwiseLogistic(settings.number("temperature", 0.1, 1e-4, 10));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of("temperature", temperature);
    }

    @Override
    protected Tensor queryLosses(RankingBlock block) {
        int queries = block.queries();
        int positives = block.positivesPerQuery();
        int rows = block.rows();
        Tensor positive = block.positives().reshape(queries, positives, 1);
        Tensor distances = block.candidates().reshape(queries, 1, rows).sub(positive).mul(1 / temperature);
        Tensor counted = block.negatives().reshape(queries, 1, rows);
        return softplus(distances).mul(counted).sum(2).sum(1).div(block.negatives().sum(1)).mul(1.0 / positives);
    }

    /** log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|)), which no x makes overflow. */
    private static Tensor softplus(Tensor x) {
        Tensor absolute = x.relu().add(x.mul(-1).relu());
        return x.relu().add(absolute.mul(-1).exp().add(1).log());
    }
}
