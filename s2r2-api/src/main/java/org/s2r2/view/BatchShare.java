package org.s2r2.view;

import org.s2r2.settings.InvalidInputException;

/**
 * The images of every batch that one of several workers has: as many as each other worker, side by side in the batch.
 *
 * @param rank which of the workers, from 0
 * @param workers how many there are, at least 1
 */
public record BatchShare(int rank, int workers) {

    /** The whole batch. */
    public static final BatchShare WHOLE = new BatchShare(0, 1);

    public BatchShare {
        if (rank < 0 || rank >= workers) {
            throw new IllegalArgumentException("rank: found " + rank + " of " + workers + " workers");
        }
    }

    /**
     * How many images the worker has.
     *
     * @throws InvalidInputException if a batch cannot be shared evenly
     */
    public int images(int batchSize) {
        if (batchSize % workers != 0) {
            throw new InvalidInputException("batchSize: found " + batchSize + ", expected a multiple of the " + workers
                    + " workers, which have as many images of every batch each");
        }
        return batchSize / workers;
    }

    /** The position in the batch of the worker's first image. */
    public int from(int batchSize) {
        return rank * images(batchSize);
    }
}
