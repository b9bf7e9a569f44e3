package org.s2r2.experiment;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.s2r2.training.TrainingEvent;
import org.s2r2.training.TrainingListener;

/**
 * Writes {@code metrics.jsonl}: a JSON object a line, {@code "event": "step"} for each update, {@code "event": "epoch"}
 * after the last of an epoch, and {@code "event": "online"} for an evaluation behind it. All but the keys that end in
 * {@code econds} and {@code PerSecond} is the same in every run with one seed and one thread.
 */
final class MetricsWriter implements TrainingListener, AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final BufferedWriter writer;
    private int viewsPerStep;

    /** Goes on in {@code file} after the lines of the first {@code steps} steps; what lies behind them is dropped. */
    MetricsWriter(Path file, long steps) throws IOException {
        if (Files.exists(file)) {
            Path kept = file.resolveSibling(file.getFileName() + ".tmp");
            try (Stream<String> lines = Files.lines(file)) {
                List<String> before = lines.filter(line -> stepOf(line) <= steps).toList();
                Files.write(kept, before);
            }
            Files.move(kept, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        writer = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** The step of a line; a line that was cut off belongs to no step that is kept. */
    private static long stepOf(String line) {
        try {
            return JSON.readTree(line).path("step").asLong(Long.MAX_VALUE);
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    @Override
    public void on(TrainingEvent event) {
        if (event instanceof TrainingEvent.Started started) {
            viewsPerStep = started.viewsPerStep();
        } else if (event instanceof TrainingEvent.StepDone step) {
            write(JSON.createObjectNode()
                    .put("event", "step")
                    .put("epoch", step.epoch())
                    .put("step", step.step())
                    .put("loss", step.loss())
                    .put("batchAp", step.batchAp())
                    .put("learningRate", step.learningRate())
                    .put("seconds", step.seconds())
                    .put("waitSeconds", step.waitSeconds())
                    .put("viewsPerSecond", viewsPerStep / step.seconds()));
        } else if (event instanceof TrainingEvent.EpochDone epoch) {
            write(JSON.createObjectNode()
                    .put("event", "epoch")
                    .put("epoch", epoch.epoch())
                    .put("step", epoch.step())
                    .put("loss", epoch.loss())
                    .put("batchAp", epoch.batchAp())
                    .put("seconds", epoch.seconds()));
        }
    }

    /**
     * An evaluation between two epochs.
     *
     * @param knn the accuracy, from 0 to 1
     * @param seconds of training so far, without evaluations
     */
    void online(int epoch, long step, double knn, double seconds) {
        write(JSON.createObjectNode()
                .put("event", "online")
                .put("epoch", epoch)
                .put("step", step)
                .put("knn", knn)
                .put("seconds", seconds));
    }

    private void write(ObjectNode line) {
        try {
            writer.write(line.toString());
            writer.newLine();
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("metrics.jsonl cannot be written: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
