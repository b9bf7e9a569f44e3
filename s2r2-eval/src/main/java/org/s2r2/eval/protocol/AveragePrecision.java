package org.s2r2.eval.protocol;

import java.util.function.IntPredicate;

/**
 * The area under the uninterpolated precision-recall curve of a ranking: the mean over the relevant items of (relevant
 * items up to and with it) / (its rank), ranks counted from 1 (Manning, Raghavan and Schuetze, "Introduction to
 * Information Retrieval", 2008, section 8.4).
 */
final class AveragePrecision {

    private AveragePrecision() {}

    /**
     * @param ranking all items, best ranked first
     * @return from 0 to 1; 0 where no item is relevant
     */
    static double of(int[] ranking, IntPredicate relevant) {
        int found = 0;
        double precisions = 0;
        for (int rank = 1; rank <= ranking.length; rank++) {
            if (relevant.test(ranking[rank - 1])) {
                found++;
                precisions += (double) found / rank;
            }
        }
        return found == 0 ? 0 : precisions / found;
    }
}
