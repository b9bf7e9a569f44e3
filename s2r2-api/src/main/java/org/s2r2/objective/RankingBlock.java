package org.s2r2.objective;

import org.s2r2.tensor.Tensor;
import org.s2r2.view.Crop;

/**
 * The similarities that a block of Q queries ranks, with N rows: those of the batch, or those of a teacher and its memory.
 * Each query has P positives. What a query ranks is its positives and the candidates marked in {@code negatives}.
 *
 * @param positives [Q, P], the similarity of each query with each of its positives, in the order of their views
 * @param candidates [Q, N], the similarity of each query with every row, itself included
 * @param negatives [Q, N], a constant: 1 where the row is a negative, a view of another image, else 0
 * @param overlaps [Q, P], a constant: the {@link Crop#overlap} of each query with each of its positives; 1 where nobody
 *     knows the crops
 */
public record RankingBlock(Tensor positives, Tensor candidates, Tensor negatives, Tensor overlaps) {

    /** So far below every similarity that its exponential is 0 in any precision. */
    private static final double OUT_OF_SIGHT = -1e9;

    /**
     * The similarities with the negatives alone: what is no negative is so far below that a sigmoid or an exponential of
     * it is 0.
     *
     * @return [Q, N]
     */
    public Tensor negativesAlone() {
        return candidates.add(negatives.mul(-OUT_OF_SIGHT).add(OUT_OF_SIGHT));
    }

    /** The same block where every negative is more similar to its query by so much, see {@link Margin}. */
    public RankingBlock withMargin(double margin) {
        return margin == 0
                ? this
                : new RankingBlock(positives, candidates.add(negatives.mul(margin)), negatives, overlaps);
    }

    /** Q, the number of queries in this block. */
    public int queries() {
        return positives.shape()[0];
    }

    /** P, the number of positives of each query. */
    public int positivesPerQuery() {
        return positives.shape()[1];
    }

    /** N, the number of rows that are there to be ranked. */
    public int rows() {
        return candidates.shape()[1];
    }
}
