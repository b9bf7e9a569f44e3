package org.s2r2.objective;

import org.s2r2.parallel.ParallelTasks;
import org.s2r2.view.ViewLayout;

/**
 * The mean average precision of a batch, as a metric: what {@link SmoothAp} smooths, with the query left out of its own
 * ranking. Every row ranks the other rows by dot product, and should rank the other views of its image first:
 *
 * <pre>AP = 1/|P| * sum over i in P of (rank of i among the positives) / (rank of i among all candidates)</pre>
 *
 * <p>(Manning, Raghavan and Schütze, "Introduction to Information Retrieval", 2008, section 8.4.) Ties are counted
 * against the query: a negative as similar as a positive ranks above it, so that embeddings collapsed to a point do not
 * look good. A similarity that is not a number counts as a tie.
 */
public final class BatchAp {

    /** Rows whose similarities with others are computed together: few enough that they stay in the cache. */
    private static final int BLOCK = 32;

    private BatchAp() {}

    /**
     * The mean over all rows of their average precision, from 0 to 1, computed by one thread.
     *
     * @param embeddings [layout.rows(), dim], row-major
     * @throws IllegalArgumentException if the array does not divide into so many rows
     */
    public static double of(float[] embeddings, ViewLayout layout) {
        return of(embeddings, layout, 1);
    }

    /**
     * The same.
     *
     * @param threads how many threads compute; the result does not depend on it
     * @throws IllegalArgumentException if the array does not divide into so many rows
     */
    public static double of(float[] embeddings, ViewLayout layout, int threads) {
        int rows = layout.rows();
        if (embeddings.length == 0 || embeddings.length % rows != 0) {
            throw new IllegalArgumentException("embeddings of " + layout.images() + " images in " + layout.views()
                    + " views have " + rows + " rows; " + embeddings.length + " values do not divide into them");
        }
        Ranks ranks = new Ranks(embeddings, layout);
        ParallelTasks.run((rows + BLOCK - 1) / BLOCK, threads, () -> {
            Ranks.Counter counter = ranks.new Counter();
            return block -> counter.count(block * BLOCK, Math.min(rows, (block + 1) * BLOCK));
        });
        double sum = 0;
        for (int query = 0; query < rows; query++) {
            sum += ranks.averagePrecision(query);
        }
        return sum / rows;
    }

    /**
     * What a ranking at random gives: the expectation over all orders of a query's n candidates, P of them positive,
     *
     * <pre>E[AP] = 1/n * (H + (P - 1) / (n - 1) * (n - H)),   H = 1 + 1/2 + ... + 1/n</pre>
     *
     * <p>because rank k holds a positive with probability P/n, and a rank above it another with (P - 1) / (n - 1).
     */
    public static double chance(ViewLayout layout) {
        int positives = layout.views() - 1;
        int candidates = layout.rows() - 1;
        double harmonic = 0;
        for (int k = 1; k <= candidates; k++) {
            harmonic += 1.0 / k;
        }
        double above = (positives - 1.0) / (candidates - 1);
        return (harmonic + above * (candidates - harmonic)) / candidates;
    }
}
