package org.s2r2.objective.ranking;

import org.s2r2.objective.RankingBlock;
import org.s2r2.tensor.Tensor;

/**
 * The ranks of positives by a sigmoid (Qin, Liu and Li, "A General Approximation Framework for Direct Optimization of
 * Information Retrieval Measures", Information Retrieval 2010): with the similarities s of all candidates C and G(d) =
 * 1 / (1 + exp(-d / temperature)), rank_i = 1 + sum over j in C, j != i of G(s_j - s_i).
 */
final class SmoothRanks {

    private SmoothRanks() {}

    /** [Q, P], the rank of each positive among all that its query ranks, from 1. */
    static Tensor of(RankingBlock block, double temperature) {
        int queries = block.queries();
        int positives = block.positivesPerQuery();
        Tensor scores = block.positives().mul(1 / temperature);
        Tensor thresholds = scores.reshape(queries, positives, 1);
        Tensor candidates = block.candidates().mul(1 / temperature).reshape(queries, 1, block.rows());
        Tensor counted = block.negatives().reshape(queries, 1, block.rows());
        Tensor negativesAbove = candidates.sub(thresholds).sigmoid().mul(counted).sum(2);
        // A positive counts 1/2 above itself, without a gradient.
        Tensor positivesAbove = scores.reshape(queries, 1, positives).sub(thresholds).sigmoid().sum(2).add(-0.5);
        return negativesAbove.add(positivesAbove).add(1);
    }
}
