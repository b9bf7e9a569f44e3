package org.s2r2.eval.protocol;

import java.util.Arrays;
import java.util.function.Supplier;
import org.s2r2.tensor.HostArray;

/**
 * The cosine similarity of every query with every training row, made in blocks of queries and never all at once. A row
 * of zeros has similarity 0 to everything. Equal rows have exactly equal similarities.
 */
final class CosineSimilarities {

    private static final int MOST_QUERIES = 64;
    private static final int BLOCK_VALUES = 1 << 22;

    private final RowProducts.Panels training;
    private final float[][] queries;

    CosineSimilarities(HostArray train, HostArray test) {
        int dim = train.columns();
        training = new RowProducts.Panels(train.rows(), dim);
        float[] unit = new float[RowProducts.padded(dim)];
        for (int row = 0; row < train.rows(); row++) {
            normalise(train, row, unit);
            for (int k = 0; k < dim; k++) {
                training.set(row, k, unit[k]);
            }
        }
        queries = new float[test.rows()][RowProducts.padded(dim)];
        for (int row = 0; row < queries.length; row++) {
            normalise(test, row, queries[row]);
        }
    }

    /** Takes the similarities of one query with all training rows; the array is reused. */
    interface RowConsumer {
        void accept(int query, float[] similarities);
    }

    /**
     * Hands the similarities of every query to a consumer, in no particular order.
     *
     * @param consumers makes one consumer a thread
     */
    void forEachQuery(int threads, Supplier<RowConsumer> consumers) {
        int block = Math.max(4, Math.min(MOST_QUERIES, BLOCK_VALUES / training.rows()));
        ParallelTasks.run((queries.length + block - 1) / block, threads, () -> {
            RowConsumer consumer = consumers.get();
            float[][] similarities = new float[block][training.rows()];
            float[][] tile = RowProducts.tile(block);
            return task -> {
                int first = task * block;
                int count = Math.min(block, queries.length - first);
                float[][] left = Arrays.copyOfRange(queries, first, first + count);
                for (int panel = 0; panel < training.count(); panel++) {
                    training.multiply(panel, left, count, tile);
                    for (int i = 0; i < count; i++) {
                        System.arraycopy(tile[i], 0, similarities[i], training.start(panel), training.width(panel));
                    }
                }
                for (int i = 0; i < count; i++) {
                    consumer.accept(first + i, similarities[i]);
                }
            };
        });
    }

    private static void normalise(HostArray matrix, int row, float[] unit) {
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
}
