package org.s2r2.eval.protocol;

import java.util.Arrays;

/** The k best ranked of a row of similarities, by a heap whose root is the worst of those kept. */
final class TopK {

    private final long[] heap;

    TopK(int k) {
        heap = new long[k];
    }

    /**
     * @param row at least k similarities
     * @return the rank keys of the k best, best first; the array is reused
     */
    long[] select(float[] row) {
        int k = heap.length;
        for (int i = 0; i < k; i++) {
            heap[i] = CosineSimilarities.rankKey(row[i], i);
        }
        heapify(heap);
        float worst = row[CosineSimilarities.index(heap[0])];
        for (int i = k; i < row.length; i++) {
            // A later row with the same similarity ranks behind, so that only a higher one gets in.
            if (row[i] > worst) {
                sink(heap, 0, CosineSimilarities.rankKey(row[i], i));
                worst = row[CosineSimilarities.index(heap[0])];
            }
        }
        Arrays.sort(heap);
        return heap;
    }

    /** Makes a heap of keys in any order. */
    static void heapify(long[] heap) {
        for (int i = heap.length / 2 - 1; i >= 0; i--) {
            sink(heap, i, heap[i]);
        }
    }

    /** Puts a key in the place of the one at a hole, or below it. */
    static void sink(long[] heap, int start, long key) {
        int hole = start;
        int child = 2 * hole + 1;
        while (child < heap.length) {
            if (child + 1 < heap.length && heap[child + 1] > heap[child]) {
                child++;
            }
            if (heap[child] <= key) {
                break;
            }
            heap[hole] = heap[child];
            hole = child;
            child = 2 * hole + 1;
        }
        heap[hole] = key;
    }
}
