package org.s2r2.search;

import java.util.Arrays;
import org.s2r2.data.random.SplitMix64;

/** What to label first. */
public final class Selection {

    private Selection() {}

    /**
     * Pictures that differ from each other: each next one is the one least similar to those chosen so far (the greedy
     * k-centre algorithm; Gonzalez, "Clustering to minimize the maximum intercluster distance", 1985), by the cosines of
     * embeddings whose directions count alike ({@code docs/search.md}). The seed decides the first. Takes time in proportion
     * to the pictures there are and the pictures chosen.
     *
     * @param count how many, 1 to the size of the index
     * @return in the order in which they were chosen
     */
    public static int[] diverse(PictureIndex index, int count, long seed) {
        requireCount(index, count);
        float[][] rows = new float[index.size()][];
        Arrays.setAll(rows, index::embedding);
        float[][] white = Whitening.of(rows);
        Arrays.setAll(white, row -> UnitRows.unit(white[row]));
        return farthest(white, count, random(index, 1, seed)[0]);
    }

    /**
     * Greedy k-centre.
     *
     * @param rows of length 1 or 0
     * @param first the one to begin with
     */
    static int[] farthest(float[][] rows, int count, int first) {
        float[] nearest = new float[rows.length];
        Arrays.fill(nearest, Float.NEGATIVE_INFINITY);
        int[] chosen = new int[count];
        int next = first;
        for (int i = 0; i < count; i++) {
            chosen[i] = next;
            nearest[next] = Float.POSITIVE_INFINITY;
            int farthest = next;
            for (int row = 0; row < rows.length; row++) {
                if (nearest[row] != Float.POSITIVE_INFINITY) {
                    nearest[row] = Math.max(nearest[row], UnitRows.dot(rows[chosen[i]], rows[row]));
                }
                if (nearest[row] < nearest[farthest]) {
                    farthest = row;
                }
            }
            next = farthest;
        }
        return chosen;
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
