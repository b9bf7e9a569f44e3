package org.s2r2.training;

import java.util.Arrays;
import java.util.Optional;
import org.s2r2.tensor.HostArray;

/** The newest embeddings of past batches, as many rows as it may hold. */
final class EmbeddingMemory {

    private final int capacity;
    private final int dim;
    /** Never written to: what comes next is another array. */
    private float[] rows = new float[0];

    /** @param capacity the most rows; 0 for none */
    EmbeddingMemory(int capacity, int dim) {
        this.capacity = capacity;
        this.dim = dim;
    }

    /** Takes in rows, [n, dim] row-major, the newest last, and drops the oldest. */
    void add(float[] newest) {
        int length = Math.min(capacity * dim, rows.length + newest.length);
        float[] next = new float[length];
        int taken = Math.min(length, newest.length);
        System.arraycopy(newest, newest.length - taken, next, length - taken, taken);
        System.arraycopy(rows, rows.length - (length - taken), next, 0, length - taken);
        rows = next;
    }

    /** [n, dim], the oldest first; empty where there is no row. */
    Optional<HostArray> rows() {
        return rows.length == 0 ? Optional.empty() : Optional.of(HostArray.matrix(rows, rows.length / dim, dim));
    }

    /**
     * Replaces what is remembered.
     *
     * @throws IllegalArgumentException if it does not fit
     */
    void load(Optional<HostArray> stored) {
        stored.ifPresent(array -> {
            if (array.shape().length != 2 || array.shape()[1] != dim || array.shape()[0] > capacity) {
                throw new IllegalArgumentException("a memory of up to " + capacity + " rows has shape [rows, " + dim
                        + "], found " + Arrays.toString(array.shape()));
            }
        });
        rows = stored.map(array -> array.values().clone()).orElse(new float[0]);
    }
}
