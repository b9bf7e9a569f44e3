package org.s2r2.experiment;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.s2r2.backend.BackendFactory.Precision;
import org.s2r2.settings.Settings;
import org.s2r2.training.TrainingListener;
import org.s2r2.training.TrainingListenerFactory;

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
 * @param layerDecay what the learning rate of a block of the backbone is of that of the block behind it; 1 for the same
 * @param precision what the products of a step are computed in
 * @param listeners make what follows a run besides, new for each
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
        int metricsEvery,
        double layerDecay,
        Precision precision,
        List<Supplier<TrainingListener>> listeners) {

    static final int MOST_EPOCHS = 1_000_000;

    static TrainingSection read(Settings settings, Map<String, TrainingListenerFactory> known) {
        int epochs = settings.requiredInteger("epochs", 1, MOST_EPOCHS);
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
                settings.optionalInteger("metricsEvery", 1, 0, 1_000_000),
                settings.optionalNumber("layerDecay", 1, 0.01, 1),
                settings.optionalChoice("precision", Precision.FLOAT32),
                settings.optionalSections("listeners").stream().map(section -> listener(section, known)).toList());
    }

    private static Supplier<TrainingListener> listener(Settings section, Map<String, TrainingListenerFactory> known) {
        TrainingListenerFactory factory = section.choice("name", null, known);
        factory.create(section);
        return () -> factory.create(section);
    }
}
