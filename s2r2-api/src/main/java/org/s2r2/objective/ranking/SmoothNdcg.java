package org.s2r2.objective.ranking;

import java.util.Arrays;
import java.util.Map;
import org.s2r2.objective.QueryMode;
import org.s2r2.objective.RankingBlock;
import org.s2r2.objective.RankingObjective;
import org.s2r2.objective.Temperature;
import org.s2r2.settings.Settings;
import org.s2r2.tensor.Tensor;

/**
 * One minus the smoothed normalised discounted cumulative gain (Järvelin and Kekäläinen, "Cumulated Gain-based
 * Evaluation of IR Techniques", TOIS 2002; smoothed as by Qin, Liu and Li, "A General Approximation Framework for
 * Direct Optimization of Information Retrieval Measures", Information Retrieval 2010). Positives are relevant by
 * degrees: a view that shows the same part of the image as the query is more so than one that shows another part. With
 * the overlap o_i of the query's crop with that of positive i (area shared over area shown by either), the query's
 * positives P and candidates C, and G(d) = 1 / (1 + exp(-d / temperature)),
 *
 * <pre>
 * relevance_i = floor + (1 - floor) o_i
 * gain_i      = 2^relevance_i - 1
 * rank_i      = 1 + sum over j in C, j != i of G(s_j - s_i)
 * DCG         = sum over i in P of gain_i / log2(1 + rank_i)
 * loss        = 1 - mean over the queries of DCG / (the DCG of the positives in the order of their gains, alone)
 * </pre>
 *
 * <p>Where nobody knows the crops, all relevances are 1. Tied positives share their ranks and do not reach the best
 * DCG, so that the loss of views that coincide is not 0.
 */
public final class SmoothNdcg extends RankingObjective {

    /** The name in configurations. */
    public static final String NAME = "smooth-ndcg";

    private static final double DEFAULT_TEMPERATURE = 0.01;
    private static final double DEFAULT_FLOOR = 0.2;
    private static final double LOG_2 = Math.log(2);

    private final double temperature;
    private final double floor;

    /**
     * @param temperature the difference of similarities that G measures in, from 1e-4 to 10
     * @param floor the relevance of a positive whose crop does not overlap the query's, above 0 and at most 1, where
     *     all positives are equally relevant
     */
    public SmoothNdcg(double temperature, double floor) {
        super(QueryMode.EXCLUDED);
        if (!(floor > 0 && floor <= 1)) {
            throw new IllegalArgumentException("floor: found " + floor + ", expected a number above 0, up to 1");
        }
        this.temperature = Temperature.require(temperature);
        this.floor = floor;
    }

    /** Reads {@code temperature} (0.01 if absent) and {@code floor} (0.2). An {@code ObjectiveFactory}. */
    public static SmoothNdcg from(Settings settings) {
        return new SmoothNdcg(
                Temperature.read(settings, DEFAULT_TEMPERATURE), settings.number("floor", DEFAULT_FLOOR, 0.01, 1));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of("temperature", temperature, "floor", floor);
    }

    @Override
    protected Tensor queryLosses(RankingBlock block) {
        Tensor gains = block.overlaps()
                .mul(1 - floor)
                .add(floor)
                .mul(LOG_2)
                .exp()
                .add(-1);
        Tensor discounts = SmoothRanks.of(block, temperature).add(1).log().mul(1 / LOG_2);
        Tensor best = gains.constant(best(gains.toDoubles(), block.positivesPerQuery()), block.queries());
        return gains.div(discounts).sum(1).div(best).mul(-1).add(1);
    }

    /** For each query, the largest DCG that its gains can have. */
    private static double[] best(double[] gains, int perQuery) {
        double[] best = new double[gains.length / perQuery];
        for (int query = 0; query < best.length; query++) {
            double[] ascending = Arrays.copyOfRange(gains, query * perQuery, (query + 1) * perQuery);
            Arrays.sort(ascending);
            for (int rank = 1; rank <= perQuery; rank++) {
                best[query] += ascending[perQuery - rank] * LOG_2 / Math.log(1 + rank);
            }
        }
        return best;
    }
}
