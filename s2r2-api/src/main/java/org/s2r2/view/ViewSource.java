package org.s2r2.view;

import java.util.Iterator;

/**
 * Endless epochs of view batches. The views of an epoch are the same however often and by however many threads made. For
 * one of several workers a batch holds but its share of the images, see {@link BatchShare}.
 */
public interface ViewSource extends AutoCloseable {

    /** Full batches in an epoch; images that do not fill a batch sit the epoch out. */
    int batchesPerEpoch();

    /** Images in a batch, those of all workers together. */
    int batchSize();

    /** Views of each image. */
    int views();

    /** The batches of one epoch, from its first on. */
    default Epoch epoch(int epoch) {
        return epoch(epoch, 0);
    }

    /**
     * The batches of one epoch, in order, from one of them on: they are those that the whole epoch has there. The caller
     * closes each batch when it is done with it, and the iteration at the end (also early). One iteration runs at a
     * time.
     *
     * @param first the number of the first batch to make, from 0 to {@link #batchesPerEpoch}
     */
    Epoch epoch(int epoch, int first);

    @Override
    void close();

    /** An iteration over the batches of one epoch. */
    interface Epoch extends Iterator<ViewBatch>, AutoCloseable {
        @Override
        void close();
    }
}
