package org.s2r2.experiment;

import org.s2r2.settings.Settings;

/**
 * The {@code training} section of an experiment.
 *
 * @param epochs epochs of the run
 * @param batchSize images in a batch
 * @param loaderThreads threads that make views
 * @param prefetch batches made ahead
 * @param checkpointEvery epochs between checkpoints
 * @param keepCheckpoints how many checkpoints are kept
 */
record TrainingSection(
        int epochs, int batchSize, int loaderThreads, int prefetch, int checkpointEvery, int keepCheckpoints) {

    static TrainingSection read(Settings settings) {
        return new TrainingSection(
                settings.requiredInteger("epochs", 1, 1_000_000),
                settings.integer("batchSize", 64, 2, 1_000_000),
                settings.integer("loaderThreads", 1, 1, 256),
                settings.integer("prefetch", 2, 1, 64),
                settings.integer("checkpointEvery", 1, 1, 1_000_000),
                settings.integer("keepCheckpoints", 2, 1, 1_000_000));
    }
}
