package org.s2r2.objective;

import java.util.Arrays;
import org.s2r2.view.ViewLayout;

/**
 * How many negatives are at least as similar to each query as each of its positives. The similarity of two rows is
 * computed once and counted for both, so that nothing is kept but counts. They do not depend on the order in which pairs
 * are looked at, nor on the number of threads.
 */
final class Ranks {

    private final float[] embeddings;
    private final ViewLayout layout;
    private final int rows;
    private final int dim;
    private final int positives;
    private final float[][] columns;
    /** [positive][query]: the similarities of the positives, the most similar one last. */
    private final float[][] similarities;
    /** [positive][query]: how many negatives are not below the positive; guarded by itself. */
    private final int[][] above;

    /** @param embeddings [layout.rows(), dim], row-major */
    Ranks(float[] embeddings, ViewLayout layout) {
        this.embeddings = embeddings;
        this.layout = layout;
        this.rows = layout.rows();
        this.dim = embeddings.length / rows;
        this.positives = layout.views() - 1;
        this.columns = new float[dim][rows];
        for (int row = 0; row < rows; row++) {
            for (int d = 0; d < dim; d++) {
                columns[d][row] = embeddings[row * dim + d];
            }
        }
        this.similarities = new float[positives][rows];
        this.above = new int[positives][rows];
        for (int image = 0; image < layout.images(); image++) {
            rankPositives(image);
        }
    }

    /** The similarities between the views of an image, each pair's computed once. */
    private void rankPositives(int image) {
        float[][] own = new float[layout.views()][positives];
        for (int a = 0; a < layout.views(); a++) {
            for (int b = a + 1; b < layout.views(); b++) {
                float similarity = similarity(layout.row(image, a), layout.row(image, b));
                own[a][b - 1] = similarity;
                own[b][a] = similarity;
            }
        }
        for (int view = 0; view < layout.views(); view++) {
            Arrays.sort(own[view]);
            for (int i = 0; i < positives; i++) {
                similarities[i][layout.row(image, view)] = own[view][i];
            }
        }
    }

    /** With its sums in the order of {@link #addFour}, so that rows that are alike are as similar here as there. */
    private float similarity(int a, int b) {
        float sum = 0;
        int x = a * dim;
        int y = b * dim;
        int d = 0;
        for (; d + 3 < dim; d += 4) {
            sum += embeddings[x + d] * embeddings[y + d] + embeddings[x + d + 1] * embeddings[y + d + 1]
                    + embeddings[x + d + 2] * embeddings[y + d + 2] + embeddings[x + d + 3] * embeddings[y + d + 3];
        }
        for (; d < dim; d++) {
            sum += embeddings[x + d] * embeddings[y + d];
        }
        return sum;
    }

    /** The average precision of a query, when all pairs were counted. */
    double averagePrecision(int query) {
        double sum = 0;
        for (int rank = 1; rank <= positives; rank++) {
            sum += (double) rank / (rank + above[positives - rank][query]);
        }
        return sum / positives;
    }

    /** What one thread counts with. */
    final class Counter {

        private final float[] products = new float[rows];
        private final int[][] counts = new int[positives][rows];

        /** Counts the pairs of rows of which the first lies between two positions, and the second behind the first. */
        void count(int from, int to) {
            for (int[] count : counts) {
                Arrays.fill(count, from, rows, 0);
            }
            for (int row = from; row < to; row++) {
                multiply(row);
                for (int i = 0; i < positives; i++) {
                    countFor(row, similarities[i], counts[i]);
                }
            }
            synchronized (above) {
                for (int i = 0; i < positives; i++) {
                    add(counts[i], above[i], from);
                }
            }
        }

        private void add(int[] count, int[] sum, int from) {
            for (int row = from; row < rows; row++) {
                sum[row] += count[row];
            }
        }

        private void countFor(int row, float[] thresholds, int[] count) {
            float threshold = thresholds[row];
            int own = 0;
            for (int other = row + 1; other < rows; other++) {
                own += products[other] < threshold ? 0 : 1;
            }
            for (int other = row + 1; other < rows; other++) {
                count[other] += products[other] < thresholds[other] ? 0 : 1;
            }
            // Views of one image are no negatives of each other.
            for (int view = 0; view < layout.views(); view++) {
                int other = layout.row(layout.image(row), view);
                if (other > row) {
                    own -= products[other] < threshold ? 0 : 1;
                    count[other] -= products[other] < thresholds[other] ? 0 : 1;
                }
            }
            count[row] += own;
        }

        /**
         * The dot products of a row with those behind it, four dimensions at a time. The inner loop indexes every array
         * by the loop variable alone, without an offset: only so does the JIT compiler vectorise it.
         */
        private void multiply(int row) {
            Arrays.fill(products, row + 1, rows, 0);
            int at = row * dim;
            int d = 0;
            for (; d + 3 < dim; d += 4) {
                addFour(at + d, row + 1, columns[d], columns[d + 1], columns[d + 2], columns[d + 3], products);
            }
            for (; d < dim; d++) {
                float e = embeddings[at + d];
                float[] column = columns[d];
                for (int other = row + 1; other < rows; other++) {
                    products[other] += e * column[other];
                }
            }
        }
    }

    private void addFour(int at, int from, float[] c0, float[] c1, float[] c2, float[] c3, float[] products) {
        float e0 = embeddings[at];
        float e1 = embeddings[at + 1];
        float e2 = embeddings[at + 2];
        float e3 = embeddings[at + 3];
        for (int row = from; row < products.length; row++) {
            products[row] += e0 * c0[row] + e1 * c1[row] + e2 * c2[row] + e3 * c3[row];
        }
    }
}
