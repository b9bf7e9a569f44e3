package org.s2r2.eval.protocol;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;

/** Rows drawn without repeats from each class apart. */
final class StratifiedSample {

    private StratifiedSample() {}

    /**
     * Rows to choose a regularisation strength on: {@code share} of every class rounded down, at least one where the
     * class has two, and none where it has one.
     */
    static boolean[] heldOut(int[] labels, int classes, double share, long seed) {
        return draw(labels, classes, seed, size -> size < 2 ? 0 : Math.max(1, (int) (size * share)));
    }

    /** Rows whose labels a classifier may see: {@code fraction} of every class, rounded, at least one. */
    static boolean[] labelled(int[] labels, int classes, double fraction, long seed) {
        return draw(labels, classes, seed, size -> Math.max(1, (int) Math.round(size * fraction)));
    }

    /**
     * @param labels [n], each in 0 .. classes - 1, each of which occurs
     * @param count how many rows to draw from a class of so many, from 0 to all of them
     * @return [n], whether a row was drawn
     */
    private static boolean[] draw(int[] labels, int classes, long seed, IntUnaryOperator count) {
        SplittableRandom random = new SplittableRandom(seed);
        boolean[] drawn = new boolean[labels.length];
        int[][] members = new int[classes][0];
        int[] counts = new int[classes];
        for (int label : labels) {
            counts[label]++;
        }
        Arrays.setAll(members, c -> new int[counts[c]]);
        for (int i = labels.length - 1; i >= 0; i--) {
            members[labels[i]][--counts[labels[i]]] = i;
        }
        for (int[] rows : members) {
            int size = count.applyAsInt(rows.length);
            for (int i = 0; i < size; i++) {
                int other = random.nextInt(i, rows.length);
                int row = rows[other];
                rows[other] = rows[i];
                drawn[row] = true;
            }
        }
        return drawn;
    }
}
