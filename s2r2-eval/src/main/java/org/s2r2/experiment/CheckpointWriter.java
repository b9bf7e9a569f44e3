package org.s2r2.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import org.s2r2.checkpoint.Checkpoint;
import org.s2r2.checkpoint.TrainingState;
import org.s2r2.objective.Objective;
import org.s2r2.training.TrainingEvent;
import org.s2r2.training.TrainingListener;

/** Saves a checkpoint after every few epochs and after the last. */
final class CheckpointWriter implements TrainingListener {

    private final Objective objective;
    private final Path folder;
    private final int everyEpochs;
    private final int keep;
    private final String configSha256;
    private final Map<String, String> versions;
    private int epochs;

    CheckpointWriter(Objective objective, Path folder, int everyEpochs, int keep, String configSha256,
            Map<String, String> versions) {
        this.objective = objective;
        this.folder = folder;
        this.everyEpochs = everyEpochs;
        this.keep = keep;
        this.configSha256 = configSha256;
        this.versions = versions;
    }

    @Override
    public void on(TrainingEvent event) {
        if (event instanceof TrainingEvent.Started started) {
            epochs = started.epochs();
        } else if (event instanceof TrainingEvent.EpochDone done
                && (done.epoch() % everyEpochs == 0 || done.epoch() == epochs)) {
            try {
                TrainingState state = new TrainingState(done.epoch(), done.step(), configSha256, versions);
                Checkpoint.of(done.model(), objective, state).save(folder, keep);
            } catch (IOException e) {
                throw new UncheckedIOException(folder + ": the checkpoint of epoch " + done.epoch()
                        + " cannot be written; earlier ones are untouched: " + e.getMessage(), e);
            }
        }
    }
}
