package org.s2r2.experiment;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;
import org.s2r2.training.BatchFigures;
import org.s2r2.training.TrainingEvent;
import org.s2r2.training.TrainingListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes {@code metrics.jsonl}: a JSON object a line, {@code "event": "step"} for each update, {@code "event":
 * "skipped"} for each step without one, {@code "event": "epoch"} after the last of an epoch, and {@code "event":
 * "online"} for an evaluation behind it. All but the keys that end in
 * {@code econds} and {@code PerSecond} is the same in every run with one seed and one thread.
 */
final class MetricsWriter implements TrainingListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MetricsWriter.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern STEP = Pattern.compile("\\{\"event\":\"(step|skipped)\"");

    private final FileChannel channel;
    private final Writer writer;
    private int viewsPerStep;

    /** Goes on in {@code file} after the lines of the first {@code steps} steps; what lies behind them is dropped. */
    MetricsWriter(Path file, long steps) throws IOException {
        if (Files.exists(file)) {
            Path kept = file.resolveSibling(file.getFileName() + ".tmp");
            try (BufferedReader lines = RunFolder.lines(file)) {
                List<String> before = lines.lines().filter(line -> stepOf(line) <= steps).toList();
                Files.write(kept, before);
                warnOfGaps(file, before, steps);
            }
            Files.move(kept, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        writer = Channels.newWriter(channel, StandardCharsets.UTF_8);
    }

    /** The step of a line; a line that was cut off or damaged belongs to no step that is kept. */
    private static long stepOf(String line) {
        try {
            return JSON.readTree(line).path("step").asLong(Long.MAX_VALUE);
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    private static void warnOfGaps(Path file, List<String> lines, long steps) {
        long found = lines.stream().filter(line -> STEP.matcher(line).lookingAt()).count();
        if (found != steps) {
            LOG.warn("{}: has lines of {} of the {} steps before the checkpoint; the others are lost", file, found, steps);
        }
    }

    @Override
    public void on(TrainingEvent event) {
        if (event instanceof TrainingEvent.Started started) {
            viewsPerStep = started.viewsPerStep();
        } else if (event instanceof TrainingEvent.StepDone step) {
            ObjectNode line = JSON.createObjectNode()
                    .put("event", "step")
                    .put("epoch", step.epoch())
                    .put("step", step.step())
                    .put("loss", step.loss());
            step.figure(BatchFigures.BATCH_AP).ifPresent(value -> line.put(BatchFigures.BATCH_AP, value));
            line.put("learningRate", step.learningRate())
                    .put("seconds", step.seconds())
                    .put("waitSeconds", step.waitSeconds())
                    .put("viewsPerSecond", viewsPerStep / step.seconds());
            step.figure(BatchFigures.SPREAD).ifPresent(value -> line.put(BatchFigures.SPREAD, value));
            write(line);
        } else if (event instanceof TrainingEvent.StepSkipped skipped) {
            write(JSON.createObjectNode()
                    .put("event", "skipped")
                    .put("epoch", skipped.epoch())
                    .put("step", skipped.step())
                    .put("problem", skipped.problem())
                    .put("inARow", skipped.inARow()));
        } else if (event instanceof TrainingEvent.EpochDone epoch) {
            ObjectNode line = JSON.createObjectNode()
                    .put("event", "epoch")
                    .put("epoch", epoch.epoch())
                    .put("step", epoch.step())
                    .put("loss", epoch.loss());
            if (!Double.isNaN(epoch.batchAp())) {
                line.put(BatchFigures.BATCH_AP, epoch.batchAp());
            }
            write(line.put("seconds", epoch.seconds()));
            keep();
        } else if (event instanceof TrainingEvent.Stopping) {
            keep();
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
        keep();
    }

    private void write(ObjectNode line) {
        try {
            writer.write(line + "\n");
            writer.flush();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Has the file system keep the lines, so that a checkpoint that comes after them never outlives them. */
    private void keep() {
        try {
            channel.force(false);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static UncheckedIOException failed(IOException e) {
        return new UncheckedIOException("metrics.jsonl cannot be written: " + e.getMessage()
                + "; the checkpoints are untouched: go on with --resume when there is room", e);
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
