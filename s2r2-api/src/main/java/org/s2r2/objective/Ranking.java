package org.s2r2.objective;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.s2r2.view.Crop;
import org.s2r2.view.ViewLayout;

/**
 * Which rows a query ranks: those of a batch, its own or a teacher's, and behind them those of a memory, all negatives.
 *
 * @param positiveViews the first so many views of an image are positives; its other views are not ranked by its queries
 * @param remembered the rows of the memory
 */
record Ranking(ViewLayout layout, QueryMode query, int positiveViews, int remembered) {

    /** The number of rows that are there to be ranked. */
    int candidates() {
        return layout.rows() + remembered;
    }

    /** The most positives of a query. */
    int mostPositives() {
        return Math.max(positives(layout.row(0, 0)), positives(layout.row(0, layout.views() - 1)));
    }

    /** The number of positives of a row as a query. */
    int positives(int row) {
        boolean isPositive = layout.view(row) < positiveViews;
        return positiveViews + (query == QueryMode.INCLUDED ? isPositive ? 0 : 1 : isPositive ? -1 : 0);
    }

    /** The first row behind {@code from} with another number of positives, at most {@code to}. */
    int endOfAlike(int from, int to) {
        int end = from + 1;
        while (end < to && positives(end) == positives(from)) {
            end++;
        }
        return end;
    }

    private boolean isPositive(int row, int other) {
        return other == row ? query == QueryMode.INCLUDED : layout.view(other) < positiveViews;
    }

    /** The views of a row's image that the row as a query does not rank. */
    int[] unranked(int row) {
        int image = layout.image(row);
        return IntStream.range(0, layout.views())
                .map(view -> layout.row(image, view))
                .filter(other -> !isPositive(row, other))
                .toArray();
    }

    /**
     * The positives of the rows {@code from} to {@code to} as queries, which all have as many, each query's in the order of
     * their views.
     */
    int[] positiveRows(int from, int to) {
        int[] rows = new int[(to - from) * positives(from)];
        int next = 0;
        for (int row = from; row < to; row++) {
            int image = layout.image(row);
            for (int view = 0; view < layout.views(); view++) {
                int positive = layout.row(image, view);
                if (isPositive(row, positive)) {
                    rows[next++] = positive;
                }
            }
        }
        return rows;
    }

    /**
     * [to - from, positives], row-major: the overlap of each query's crop with that of each of its positives.
     *
     * @param crops of each row; empty for 1 everywhere
     */
    double[] overlaps(int from, int to, List<Crop> crops) {
        int[] positives = positiveRows(from, to);
        double[] overlaps = new double[positives.length];
        Arrays.fill(overlaps, 1);
        for (int i = 0; i < overlaps.length && !crops.isEmpty(); i++) {
            overlaps[i] = crops.get(from + i / positives(from)).overlap(crops.get(positives[i]));
        }
        return overlaps;
    }

    /** [to - from, candidates()], row-major: 1 where a row is a view of another image than the query's, else 0. */
    double[] negativeMask(int from, int to) {
        double[] mask = new double[(to - from) * candidates()];
        Arrays.fill(mask, 1);
        for (int row = from; row < to; row++) {
            int image = layout.image(row);
            for (int view = 0; view < layout.views(); view++) {
                mask[(row - from) * candidates() + layout.row(image, view)] = 0;
            }
        }
        return mask;
    }
}
