package org.s2r2.experiment;

import org.s2r2.settings.Settings;

/**
 * The {@code training} section of an experiment.
 *
 * @param epochs epochs of the run
 * @param batchSize images in a batch
 * @param microBatch images that pass through the encoder at once; 0 for the whole batch
 * @param loaderThreads threads that make views
 * @param prefetch batches made ahead
 * @param checkpointEvery epochs between checkpoints
 * @param keepCheckpoints how many checkpoints are kept besides the best
 * @param guards what happens when the run goes wrong
 * @param tensorboard whether the run writes event files for TensorBoard
 * @param metricsEvery steps between those whose batch AP and spread are measured; 0 for none
 */
record TrainingSection(
        int epochs,
        int batchSize,
        int microBatch,
        int loaderThreads,
        int prefetch,
        int checkpointEvery,
        int keepCheckpoints,
        GuardSection guards,
        boolean tensorboard,
        int metricsEvery) {

    static TrainingSection read(Settings settings) {
        int epochs = settings.requiredInteger("epochs", 1, 1_000_000);
        int batchSize = settings.integer("batchSize", 64, 2, 1_000_000);
        return new TrainingSection(
                epochs,
                batchSize,
                settings.integer("microBatch", 0, 0, batchSize),
                settings.integer("loaderThreads", 1, 1, 256),
                settings.integer("prefetch", 2, 1, 64),
                settings.integer("checkpointEvery", 1, 1, 1_000_000),
                settings.integer("keepCheckpoints", 2, 1, 1_000_000),
                GuardSection.read(settings),
                settings.optionalFlag("tensorboard"),
                settings.optionalInteger("metricsEvery", 1, 0, 1_000_000));
    }
}
