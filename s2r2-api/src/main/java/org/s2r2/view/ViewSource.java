package org.s2r2.view;

import java.util.Iterator;

/** Endless epochs of view batches. The views of an epoch are the same however often and by however many threads made. */
public interface ViewSource extends AutoCloseable {

    /** Full batches in an epoch; images that do not fill a batch sit the epoch out. */
    int batchesPerEpoch();

    /** Images in a batch. */
    int batchSize();

    /** Views of each image. */
    int views();

    /**
     * The batches of one epoch, in order. The caller closes each batch when it is done with it, and the iteration at
     * the end (also early). One iteration runs at a time.
     */
    Epoch epoch(int epoch);

    @Override
    void close();

    /** An iteration over the batches of one epoch. */
    interface Epoch extends Iterator<ViewBatch>, AutoCloseable {
        @Override
        void close();
    }
}
