package org.s2r2.eval.protocol;

import java.util.Arrays;

/**
 * Sorts indices by rank with a least-significant-digit radix sort of the similarities' bits. It is stable, so that ties
 * stay in the order of their indices, and takes three passes whatever the values.
 */
final class RankSort {

    private static final int DIGIT_BITS = 11;
    private static final int BUCKETS = 1 << DIGIT_BITS;
    private static final int PASSES = 3;

    private final int[] ranking;
    private final int[] offsets = new int[BUCKETS];
    private long[] from;
    private long[] to;

    RankSort(int length) {
        ranking = new int[length];
        from = new long[length];
        to = new long[length];
    }

    /**
     * @return the indices of the row, best ranked first; the array is reused
     */
    int[] ranking(float[] row) {
        for (int i = 0; i < ranking.length; i++) {
            // The flipped sign bit makes the unsigned order of digits the signed order of keys.
            from[i] = CosineSimilarities.rankKey(row[i], i) ^ Long.MIN_VALUE;
        }
        for (int pass = 0; pass < PASSES; pass++) {
            pass(32 + pass * DIGIT_BITS);
        }
        for (int i = 0; i < ranking.length; i++) {
            ranking[i] = CosineSimilarities.index(from[i]);
        }
        return ranking;
    }

    private void pass(int shift) {
        Arrays.fill(offsets, 0);
        for (long key : from) {
            offsets[(int) (key >>> shift) & BUCKETS - 1]++;
        }
        int start = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            int count = offsets[bucket];
            offsets[bucket] = start;
            start += count;
        }
        for (long key : from) {
            to[offsets[(int) (key >>> shift) & BUCKETS - 1]++] = key;
        }
        long[] sorted = to;
        to = from;
        from = sorted;
    }
}
