package org.s2r2.data.loader;

/**
 * How a loader works.
 *
 * @param batchSize images in a batch, at least 1
 * @param workers threads that decode and transform, at least 1; they share the cores with the engine
 * @param prefetch how many batches may be in the making or ready before they are asked for, at least 1
 */
public record LoaderSettings(int batchSize, int workers, int prefetch) {

    public LoaderSettings {
        if (batchSize < 1 || workers < 1 || prefetch < 1) {
            throw new IllegalArgumentException("a loader needs a batch size, workers and prefetch of at least 1, found "
                    + batchSize + ", " + workers + ", " + prefetch);
        }
    }
}
