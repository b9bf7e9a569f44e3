package org.s2r2.objective;

import java.util.Arrays;
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

    /** Queries whose similarities are computed together: few enough that they stay in the cache. */
    private static final int BLOCK = 32;

    private BatchAp() {}

    /**
     * The mean over all rows of their average precision, from 0 to 1.
     *
     * @param embeddings [layout.rows(), dim], row-major
     * @throws IllegalArgumentException if the array does not divide into so many rows
     */
    public static double of(float[] embeddings, ViewLayout layout) {
        int rows = layout.rows();
        if (embeddings.length == 0 || embeddings.length % rows != 0) {
            throw new IllegalArgumentException("embeddings of " + layout.images() + " images in " + layout.views()
                    + " views have " + rows + " rows; " + embeddings.length + " values do not divide into them");
        }
        float[][] columns = columns(embeddings, rows);
        float[][] similarities = new float[Math.min(BLOCK, rows)][rows];
        double sum = 0;
        for (int from = 0; from < rows; from += BLOCK) {
            int to = Math.min(rows, from + BLOCK);
            similarities(embeddings, columns, from, to, similarities);
            for (int query = from; query < to; query++) {
                sum += averagePrecision(similarities[query - from], query, layout);
            }
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

    /** The average precision of one query from its similarities with all rows. */
    private static double averagePrecision(float[] similarities, int query, ViewLayout layout) {
        int image = layout.image(query);
        float[] positives = new float[layout.views() - 1];
        float[] negatives = new float[layout.rows() - layout.views()];
        int p = 0;
        int n = 0;
        int next = 0;
        // The rows of an image ascend with the view in either order; the negatives lie between them.
        for (int view = 0; view < layout.views(); view++) {
            int row = layout.row(image, view);
            System.arraycopy(similarities, next, negatives, n, row - next);
            n += row - next;
            next = row + 1;
            if (row != query) {
                positives[p++] = similarities[row];
            }
        }
        System.arraycopy(similarities, next, negatives, n, layout.rows() - next);
        Arrays.sort(positives);
        double sum = 0;
        for (int rank = 1; rank <= p; rank++) {
            sum += (double) rank / (rank + countNotBelow(negatives, positives[p - rank]));
        }
        return sum / p;
    }

    private static int countNotBelow(float[] values, float threshold) {
        int below = 0;
        for (float value : values) {
            below += value < threshold ? 1 : 0;
        }
        return values.length - below;
    }

    /**
     * The dot products of the rows {@code from} to {@code to} with all rows, four dimensions at a time. The inner loop
     * indexes every array by the loop variable alone, without an offset: only so does the JIT compiler vectorise it.
     */
    private static void similarities(float[] embeddings, float[][] columns, int from, int to, float[][] result) {
        int dim = columns.length;
        for (int query = from; query < to; query++) {
            float[] products = result[query - from];
            Arrays.fill(products, 0);
            int at = query * dim;
            int d = 0;
            for (; d + 3 < dim; d += 4) {
                addFour(embeddings, at + d, columns[d], columns[d + 1], columns[d + 2], columns[d + 3], products);
            }
            for (; d < dim; d++) {
                for (int row = 0; row < products.length; row++) {
                    products[row] += embeddings[at + d] * columns[d][row];
                }
            }
        }
    }

    private static void addFour(float[] e, int at, float[] c0, float[] c1, float[] c2, float[] c3, float[] products) {
        float e0 = e[at];
        float e1 = e[at + 1];
        float e2 = e[at + 2];
        float e3 = e[at + 3];
        for (int row = 0; row < products.length; row++) {
            products[row] += e0 * c0[row] + e1 * c1[row] + e2 * c2[row] + e3 * c3[row];
        }
    }

    private static float[][] columns(float[] matrix, int rows) {
        int dim = matrix.length / rows;
        float[][] columns = new float[dim][rows];
        for (int row = 0; row < rows; row++) {
            for (int d = 0; d < dim; d++) {
                columns[d][row] = matrix[row * dim + d];
            }
        }
        return columns;
    }
}
