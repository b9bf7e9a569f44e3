package org.s2r2.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.s2r2.checkpoint.CheckpointFolder;
import org.s2r2.file.WholeFile;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;

/**
 * The folder of a run: {@code config.yaml}, {@code provenance.json}, {@code metrics.jsonl}, {@code checkpoints/},
 * {@code evaluation.json} and {@code report.html}.
 *
 * @param path the folder
 */
public record RunFolder(Path path) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** The configuration, whether the run was begun or not. */
    public Path configFile() {
        return path.resolve("config.yaml");
    }

    /** What the run was made of, whether that is recorded or not: older programs did not. */
    public Path provenanceFile() {
        return path.resolve("provenance.json");
    }

    /** The numbers of all steps, whether there are any yet or not. */
    public Path metricsFile() {
        return path.resolve("metrics.jsonl");
    }

    /** The checkpoints, whether there are any yet or not. */
    public CheckpointFolder checkpoints() {
        return new CheckpointFolder(path.resolve("checkpoints"));
    }

    /** The results of the newest evaluation, whether there was one yet or not. */
    public Path evaluationFile() {
        return path.resolve("evaluation.json");
    }

    /** The report, whether it was written yet or not. */
    public Path reportFile() {
        return path.resolve("report.html");
    }

    /** Writes a file of the folder whole or not at all, over one that is there already. */
    public void write(Path file, byte[] content) throws IOException {
        WholeFile.write(file, content);
    }

    /** Whether a run was begun here. */
    public boolean exists() {
        return Files.exists(configFile());
    }

    /** The configuration of the run, with single keys replaced. */
    public Settings config(List<String> overrides) {
        if (!exists()) {
            throw new InvalidInputException(path + ": found no config.yaml, expected the folder of a run");
        }
        return ExperimentFile.read(configFile(), overrides);
    }

    /** How long the epochs of the run took, in seconds. */
    public double trainingSeconds() throws IOException {
        return metrics("epoch").stream().mapToDouble(epoch -> epoch.path("seconds").asDouble()).sum();
    }

    /** The lines of the metrics file of one kind of event: {@code step}, {@code epoch} or {@code online}. */
    public List<JsonNode> metrics(String event) throws IOException {
        return metrics(event, 0);
    }

    /** The same, of steps behind a number of them. */
    List<JsonNode> metrics(String event, long steps) throws IOException {
        List<JsonNode> found = new ArrayList<>();
        try (BufferedReader lines = lines(metricsFile())) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode node = parsed(line);
                if (node.path("event").asText().equals(event) && node.path("step").asLong() > steps) {
                    found.add(node);
                }
            }
        }
        return found;
    }

    /**
     * Opens a metrics file, which may have been damaged: what is no text is replaced by a mark, and so found to be no
     * JSON where it matters.
     */
    public static BufferedReader lines(Path metrics) throws IOException {
        return new BufferedReader(new InputStreamReader(Files.newInputStream(metrics), StandardCharsets.UTF_8));
    }

    private JsonNode parsed(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new InvalidInputException(
                    metricsFile() + ": found the line '" + line + "', expected a JSON object on every line", e);
        }
    }
}
