package org.s2r2.eval.protocol;

import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.s2r2.parallel.ParallelTasks;
import org.s2r2.tensor.HostArray;

/**
 * The cosine similarity of every query with every training row, made once for all who want them, in blocks of queries
 * and never all at once. A row of zeros has similarity 0 to everything. Equal rows have exactly equal similarities.
 */
final class CosineSimilarities {

    private static final int MOST_QUERIES = 64;
    // Wide enough that the loops' starts and ends do not count, and four panel rows fit the first cache.
    private static final int PANEL = 1024;
    private static final int BLOCK_VALUES = 1 << 22;

    private final RowProducts.Panels training;
    private final HostArray test;
    private final int threads;

    /**
     * @param train [rows, dim], which is copied
     * @param test [queries, dim]
     */
    CosineSimilarities(HostArray train, HostArray test, int threads) {
        this.training = new RowProducts.Panels(train.rows(), train.columns(), PANEL);
        this.test = test;
        this.threads = threads;
        ParallelTasks.run(training.count(), threads, () -> {
            float[] unit = new float[train.columns()];
            return panel -> {
                int first = training.start(panel);
                for (int row = first; row < first + training.width(panel); row++) {
                    normalise(train, row, unit);
                    for (int k = 0; k < unit.length; k++) {
                        training.set(row, k, unit[k]);
                    }
                }
            };
        });
    }

    /**
     * Takes the similarities of one query with all training rows; the array is reused, and must be left as it is. The
     * query's own rows, where they are left out, have negative infinity.
     */
    interface RowConsumer {
        void accept(int query, float[] similarities);
    }

    /**
     * Hands the similarities of every query to consumers, in no particular order of queries.
     *
     * @param consumers each makes one consumer a thread
     * @param ownRows for a query the training rows to leave out
     */
    void forEachQuery(List<? extends Supplier<RowConsumer>> consumers, IntFunction<int[]> ownRows) {
        int queries = test.rows();
        int block = Math.max(4, Math.min(MOST_QUERIES, BLOCK_VALUES / training.rows()));
        ParallelTasks.run((queries + block - 1) / block, threads, () -> {
            List<RowConsumer> ofThread = consumers.stream().map(Supplier::get).toList();
            float[][] left = new float[block][RowProducts.padded(test.columns())];
            float[][] similarities = new float[block][training.rows()];
            float[][] tile = training.tile(block);
            return task -> {
                int first = task * block;
                int count = Math.min(block, queries - first);
                for (int i = 0; i < count; i++) {
                    normalise(test, first + i, left[i]);
                }
                multiply(left, count, tile, similarities);
                for (int i = 0; i < count; i++) {
                    for (int own : ownRows.apply(first + i)) {
                        similarities[i][own] = Float.NEGATIVE_INFINITY;
                    }
                    for (RowConsumer consumer : ofThread) {
                        consumer.accept(first + i, similarities[i]);
                    }
                }
            };
        });
    }

    private void multiply(float[][] left, int count, float[][] tile, float[][] similarities) {
        for (int panel = 0; panel < training.count(); panel++) {
            training.multiply(panel, left, count, tile);
            for (int i = 0; i < count; i++) {
                System.arraycopy(tile[i], 0, similarities[i], training.start(panel), training.width(panel));
            }
        }
    }

    /** Writes a row, divided by its length, to the start of an array. */
    static void normalise(HostArray matrix, int row, float[] unit) {
        int dim = matrix.columns();
        float[] values = matrix.values();
        double squares = 0;
        for (int k = 0; k < dim; k++) {
            double value = values[row * dim + k];
            squares += value * value;
        }
        double norm = Math.sqrt(squares);
        for (int k = 0; k < dim; k++) {
            unit[k] = norm == 0 ? 0 : (float) (values[row * dim + k] / norm);
        }
    }

    /**
     * A key whose ascending order is the order of ranks: falling similarity, then rising index.
     */
    static long rankKey(float similarity, int index) {
        // Adding 0 turns -0 into 0. Then the bits of a float, with all but the sign flipped where it is negative, order
        // as the number does (IEEE 754); the complement makes the order falling.
        int bits = Float.floatToRawIntBits(similarity + 0f);
        int rising = bits ^ (bits >> 31 & Integer.MAX_VALUE);
        return (long) ~rising << 32 | index;
    }

    static int index(long rankKey) {
        return (int) rankKey;
    }

    static float similarity(long rankKey) {
        int rising = ~(int) (rankKey >> 32);
        return Float.intBitsToFloat(rising ^ (rising >> 31 & Integer.MAX_VALUE));
    }
}
