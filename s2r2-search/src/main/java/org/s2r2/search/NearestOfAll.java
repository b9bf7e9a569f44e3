package org.s2r2.search;

import java.util.List;
import org.s2r2.parallel.ParallelTasks;

/** Looks for the nearest pictures of every picture of an index, on all processors. */
final class NearestOfAll {

    private static final int BLOCK = 256;

    private NearestOfAll() {}

    /** Takes the nearest pictures of one picture. Several threads call it, in no order, once for each picture. */
    interface Consumer {
        void accept(int picture, List<Match> nearest);
    }

    /** @param count how many nearest pictures of each, 1 or more; there are fewer in a smaller index */
    static void each(PictureIndex index, int count, Consumer consumer) {
        int size = index.size();
        int threads = Runtime.getRuntime().availableProcessors();
        ParallelTasks.run((size + BLOCK - 1) / BLOCK, threads, () -> block -> {
            for (int picture = block * BLOCK; picture < Math.min(size, (block + 1) * BLOCK); picture++) {
                consumer.accept(picture, index.nearest(picture, count));
            }
        });
    }
}
