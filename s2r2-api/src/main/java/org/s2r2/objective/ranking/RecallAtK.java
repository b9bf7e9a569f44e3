package org.s2r2.objective.ranking;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.s2r2.objective.QueryMode;
import org.s2r2.objective.RankingBlock;
import org.s2r2.objective.RankingObjective;
import org.s2r2.objective.Temperature;
import org.s2r2.settings.Settings;
import org.s2r2.tensor.Tensor;

/**
 * One minus a smoothed recall among the first k, on average over several k (Patel et al., "Recall@k Surrogate Loss with
 * Large Batches and Similarity Mixup", CVPR 2022, arXiv 2108.11179, without the mixup). With G(d; t) = 1 / (1 + exp(-d /
 * t)), positives P and all candidates C of a query,
 *
 * <pre>
 * rank_i = 1 + sum over j in C, j != i of G(s_j - s_i; temperature)
 * R_k    = min(k, sum over i in P of G(k - rank_i; rankTemperature)) / min(k, |P|)
 * loss   = 1 - mean over the queries and over k of R_k
 * </pre>
 *
 * where the denominator and the upper bound k are those of the public code. G(k - rank_i) is 1/2 where a positive has
 * rank k, so that a perfect ranking does not have the loss 0. The public code has a rank temperature for each k: 1 for
 * all in its first version, k by default since.
 */
public final class RecallAtK extends RankingObjective {

    /** The name in configurations. */
    public static final String NAME = "recall-at-k";

    /** The public code's. */
    private static final List<Long> DEFAULT_KS = List.of(1L, 2L, 4L, 8L, 16L);

    private static final double DEFAULT_TEMPERATURE = 0.01;
    private static final double DEFAULT_RANK_TEMPERATURE = 1;
    private static final long LARGEST_K = 1_000_000;

    private final List<Long> ks;
    private final double temperature;
    private final double rankTemperature;

    /**
     * @param ks the numbers k, each 1 or more
     * @param temperature the difference of similarities that G measures in, from 1e-4 to 10
     * @param rankTemperature the difference of ranks that G measures in, above 0
     */
    public RecallAtK(List<Long> ks, double temperature, double rankTemperature) {
        super(QueryMode.EXCLUDED);
        if (ks.isEmpty() || ks.stream().anyMatch(k -> k < 1) || !(rankTemperature > 0)) {
            throw new IllegalArgumentException("expected numbers k from 1 and a rank temperature above 0, found " + ks
                    + " and " + rankTemperature);
        }
        this.ks = List.copyOf(ks);
        this.temperature = Temperature.require(temperature);
        this.rankTemperature = rankTemperature;
    }

    /**
     * Reads {@code k} ([1, 2, 4, 8, 16] if absent), {@code temperature} (0.01) and {@code rankTemperature} (1). An
     * {@link org.s2r2.objective.ObjectiveFactory}.
     */
    public static RecallAtK from(Settings settings) {
        List<Long> ks = settings.longIntegers("k", DEFAULT_KS);
        if (ks.stream().anyMatch(k -> k < 1 || k > LARGEST_K)) {
            throw settings.invalid("k", ks, "whole numbers from 1 to " + LARGEST_K);
        }
        return new RecallAtK(
                ks,
                Temperature.read(settings, DEFAULT_TEMPERATURE),
                settings.number("rankTemperature", DEFAULT_RANK_TEMPERATURE, 1e-2, 100));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of("k", ks, "temperature", temperature, "rankTemperature", rankTemperature);
    }

    @Override
    protected Tensor queryLosses(RankingBlock block) {
        Tensor ranks = SmoothRanks.of(block, temperature);
        int positives = block.positivesPerQuery();
        Tensor sum = null;
        for (long k : ks) {
            Tensor found = ranks.mul(-1).add((double) k).mul(1 / rankTemperature).sigmoid().sum(1);
            Tensor atMost = found.sub(found.add((double) -k).relu());
            Tensor recall = atMost.mul(1.0 / Math.min(k, positives));
            sum = sum == null ? recall : sum.add(recall);
        }
        return Objects.requireNonNull(sum, "there is at least one k").mul(-1.0 / ks.size()).add(1);
    }
}
