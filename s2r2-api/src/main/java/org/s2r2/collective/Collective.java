package org.s2r2.collective;

/**
 * Workers that train one model together, as one of them sees them. All workers call the same methods in the same order with
 * arrays of the same length; each call waits until all have made it. Every worker gets the same bits, and gets them again
 * when the same values are put in by as many workers.
 *
 * <p>A worker is not called by several threads at once.
 */
public interface Collective extends AutoCloseable {

    /** A process without others. */
    Collective ALONE = new Alone();

    /** Which of the workers this is, from 0. */
    int rank();

    /** How many workers there are, at least 1. */
    int size();

    /**
     * Adds the arrays of all workers element by element, in place.
     *
     * @throws CollectiveException if a worker is lost
     */
    void sum(float[] values);

    /**
     * The arrays of all workers one after the other, in the order of their ranks.
     *
     * @throws CollectiveException if a worker is lost
     */
    float[] gather(float[] values);

    /** Leaves the others, who cannot go on without this worker. */
    @Override
    void close();
}
