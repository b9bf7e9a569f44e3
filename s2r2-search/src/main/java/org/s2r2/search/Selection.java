package org.s2r2.search;

import java.util.Arrays;
import org.s2r2.data.random.SplitMix64;

/** What to label first. */
public final class Selection {

    private Selection() {}

    /**
     * Pictures that stand for all: each next one is of the kind of which the list still has too few ({@link KernelHerding}, by
     * the embeddings with their mean taken off). Near-copies of a chosen picture come after all others. The seed decides the
     * first. Takes time in proportion to the pictures there are and the pictures chosen.
     *
     * @param count how many, 1 to the size of the index
     * @return in the order in which they were chosen
     */
    public static int[] diverse(PictureIndex index, int count, long seed) {
        requireCount(index, count);
        float[][] rows = new float[index.size()][];
        Arrays.setAll(rows, index::embedding);
        int[] order = random(index, index.size(), seed);
        return new KernelHerding(rows, order).choose(count, order[0]);
    }

    /**
     * Pictures by chance, without repeats.
     *
     * @param count how many, 1 to the size of the index
     */
    public static int[] random(PictureIndex index, int count, long seed) {
        requireCount(index, count);
        return Arrays.copyOf(SplitMix64.of(seed, 0, 0, 0).permutation(index.size()), count);
    }

    private static void requireCount(PictureIndex index, int count) {
        if (count < 1 || count > index.size()) {
            throw new IllegalArgumentException("expected 1 to " + index.size() + " pictures, found " + count);
        }
    }
}
