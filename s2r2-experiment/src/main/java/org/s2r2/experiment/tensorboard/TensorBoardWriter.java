package org.s2r2.experiment.tensorboard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.s2r2.checkpoint.Score;
import org.s2r2.training.TrainingEvent;
import org.s2r2.training.TrainingListener;

/**
 * Writes the numbers of {@code metrics.jsonl} for TensorBoard, in single precision, under the tags {@code EVENT/KEY}:
 * {@code step/loss}, {@code step/batchAp}, {@code step/learningRate}, {@code step/spread} and {@code
 * step/viewsPerSecond} of every update, {@code epoch/loss} and {@code epoch/batchAp} of every epoch and {@code
 * online/knn} of every evaluation between epochs. A step that was skipped has none.
 *
 * <p>Each process that trains a run writes a file of its own. Its start says from which step on, so that TensorBoard
 * drops the numbers of steps that are trained again.
 */
public final class TensorBoardWriter implements AutoCloseable {

    private static final String FOLDER = "tensorboard";

    private final EventFile file;
    private int viewsPerStep;

    private TensorBoardWriter(EventFile file) {
        this.file = file;
    }

    /**
     * Begins a file of a run.
     *
     * @param run the run's folder; the file is below it, in {@code tensorboard}
     * @param steps steps done before this process
     */
    public static TensorBoardWriter open(Path run, long steps) {
        Path folder = run.resolve(FOLDER);
        try {
            return new TensorBoardWriter(EventFile.open(folder, steps + 1));
        } catch (IOException e) {
            throw failed(folder, e);
        }
    }

    /**
     * What writes down the events of a training.
     *
     * @param scores how good the model is after an epoch, or null; asked as the listener hears of the epoch
     */
    public TrainingListener listener(Function<TrainingEvent.EpochDone, @Nullable Score> scores) {
        return event -> {
            if (event instanceof TrainingEvent.Started started) {
                viewsPerStep = started.viewsPerStep();
            } else if (event instanceof TrainingEvent.StepDone step) {
                write(step.step(), scalars(step));
            } else if (event instanceof TrainingEvent.EpochDone epoch) {
                write(epoch.step(), scalars(epoch, scores.apply(epoch)));
            }
        };
    }

    private Map<String, Double> scalars(TrainingEvent.StepDone step) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("step/loss", step.loss());
        values.put("step/learningRate", step.learningRate());
        step.figures().forEach((name, value) -> values.put("step/" + name, value));
        values.put("step/viewsPerSecond", viewsPerStep / step.seconds());
        return values;
    }

    private static Map<String, Double> scalars(TrainingEvent.EpochDone epoch, @Nullable Score score) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("epoch/loss", epoch.loss());
        if (!Double.isNaN(epoch.batchAp())) {
            values.put("epoch/batchAp", epoch.batchAp());
        }
        if (score != null && score.by().equals(Score.KNN)) {
            values.put("online/knn", score.value());
        }
        return values;
    }

    private void write(long step, Map<String, Double> values) {
        try {
            file.scalars(step, values);
        } catch (IOException e) {
            throw failed(file.path(), e);
        }
    }

    private static UncheckedIOException failed(Path path, IOException e) {
        return new UncheckedIOException(path + " cannot be written: " + e.getMessage() + "; the checkpoints are untouched:"
                + " go on with --resume when there is room", e);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
