package org.s2r2.experiment.compare;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.s2r2.experiment.Experiment;
import org.s2r2.experiment.StepTimer;
import org.s2r2.file.JsonFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many epochs each row of a comparison has in so many seconds of training. What was measured is kept in {@code
 * epochs.json} beside the runs, so that a comparison that goes on has the same.
 */
final class EpochsForSeconds {

    private static final Logger LOG = LoggerFactory.getLogger(EpochsForSeconds.class);
    private static final String FILE = "epochs.json";

    private final double seconds;
    private final Path file;
    private final Map<String, Integer> epochs;

    EpochsForSeconds(double seconds, Path out) {
        this.seconds = seconds;
        this.file = out.resolve(FILE);
        this.epochs = new LinkedHashMap<>(Files.exists(file)
                ? JsonFile.read(file, new TypeReference<Map<String, Integer>>() {}, "the epochs of rows")
                : Map.of());
    }

    /** Measured now, where it was not before. */
    int of(String dataset, String row, Experiment experiment) {
        String name = dataset + "/" + row;
        Integer known = epochs.get(name);
        if (known != null) {
            return known;
        }
        StepTimer.Pace pace = StepTimer.measure(experiment);
        int found = (int) Math.max(1, Math.round(seconds / (pace.secondsPerStep() * pace.stepsPerEpoch())));
        LOG.info("{}: {} s a step, {} steps an epoch, so {} epochs in about {} s", name,
                String.format(Locale.ROOT, "%.4f", pace.secondsPerStep()), pace.stepsPerEpoch(), found, seconds);
        epochs.put(name, found);
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsBytes(epochs));
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
        return found;
    }
}
