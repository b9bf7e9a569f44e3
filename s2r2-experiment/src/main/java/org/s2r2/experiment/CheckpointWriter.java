package org.s2r2.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.s2r2.backend.EncoderModel;
import org.s2r2.checkpoint.Checkpoint;
import org.s2r2.checkpoint.CheckpointFolder;
import org.s2r2.checkpoint.Score;
import org.s2r2.checkpoint.TrainingState;
import org.s2r2.objective.Objective;
import org.s2r2.training.Tally;
import org.s2r2.training.Teacher;
import org.s2r2.training.TrainingEvent;
import org.s2r2.training.TrainingListener;

/** Saves a checkpoint after every few epochs, after the last, and where the run is asked to stop. */
final class CheckpointWriter implements TrainingListener {

    private final Objective objective;
    private final Optional<Teacher> teacher;
    private final CheckpointFolder folder;
    private final int everyEpochs;
    private final int keep;
    private final Function<TrainingEvent.EpochDone, @Nullable Score> scores;
    private final String configSha256;
    private final Map<String, String> versions;
    private int epochs;
    private int stepsPerEpoch;
    private long savedStep;
    private @Nullable Path newest;

    /**
     * @param scores how good the model is after an epoch; null where nobody judged it
     * @param newest the checkpoint that the run goes on from; null for a new run
     */
    CheckpointWriter(Objective objective, Optional<Teacher> teacher, CheckpointFolder folder, TrainingSection training,
            Function<TrainingEvent.EpochDone, @Nullable Score> scores, String configSha256, Map<String, String> versions,
            @Nullable Path newest) {
        this.objective = objective;
        this.teacher = teacher;
        this.folder = folder;
        this.everyEpochs = training.checkpointEvery();
        this.keep = training.keepCheckpoints();
        this.scores = scores;
        this.configSha256 = configSha256;
        this.versions = versions;
        this.newest = newest;
    }

    /** The newest checkpoint of the run; null as long as there is none. */
    @Nullable Path newest() {
        return newest;
    }

    @Override
    public void on(TrainingEvent event) {
        if (event instanceof TrainingEvent.Started started) {
            epochs = started.epochs();
            stepsPerEpoch = started.stepsPerEpoch();
            savedStep = newest == null ? -1 : started.step();
        } else if (event instanceof TrainingEvent.EpochDone done
                && (done.epoch() % everyEpochs == 0 || done.epoch() == epochs)) {
            save(done.model(), done.epoch(), done.step(), done.tally(), scores.apply(done));
        } else if (event instanceof TrainingEvent.Stopping stopping && stopping.step() != savedStep) {
            save(stopping.model(), stopping.epoch(), stopping.step(), stopping.tally(), null);
        }
    }

    private void save(EncoderModel model, int epoch, long step, Tally tally, @Nullable Score score) {
        TrainingState state = new TrainingState(epoch, step, stepsPerEpoch, tally, score, configSha256, versions);
        try {
            newest = folder.save(Checkpoint.of(model, objective, teacher, state), keep);
            savedStep = step;
        } catch (IOException e) {
            String message = folder.path() + ": the checkpoint after step " + step + " cannot be written: " + reason(e)
                    + "; make room or give access, and go on with --resume "
                    + (newest == null ? "from the beginning" : "from " + newest + ", which is untouched");
            throw new UncheckedIOException(message, new IOException(message, e));
        }
    }

    /** Exceptions about a file say what is wrong apart from its name, or in their type alone. */
    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException denied) {
            return denied.getFile() + ": access denied";
        }
        return e instanceof FileSystemException failure && failure.getReason() != null
                ? failure.getFile() + ": " + failure.getReason()
                : Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
    }
}
