package org.s2r2.experiment.reproduce;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.s2r2.experiment.RunFolder;
import org.s2r2.settings.InvalidInputException;

/** The lines of a metrics file up to some step. A last line that a killed process has cut off is none. */
final class MetricsLines implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path file;
    private final long steps;
    private final BufferedReader lines;
    private @Nullable String ahead;
    private int number;

    /**
     * A line.
     *
     * @param number counted from 1
     * @param json an object
     */
    record Line(int number, JsonNode json) {

        long step() {
            return json.path("step").asLong();
        }

        String event() {
            return json.path("event").asText();
        }
    }

    MetricsLines(Path file, long steps) throws IOException {
        this.file = file;
        this.steps = steps;
        this.lines = RunFolder.lines(file);
        this.ahead = lines.readLine();
    }

    /** The steps of a run, done or skipped; 0 where there is none yet. */
    static long stepsOf(Path file) throws IOException {
        long last = 0;
        try (MetricsLines lines = new MetricsLines(file, Long.MAX_VALUE)) {
            for (Line line = lines.next(); line != null; line = lines.next()) {
                last = Math.max(last, line.step());
            }
        }
        return last;
    }

    /**
     * The next line; null behind the last one.
     *
     * @throws InvalidInputException if it is not a JSON object, and lines come behind it
     */
    @Nullable Line next() throws IOException {
        while (ahead != null) {
            String text = ahead;
            ahead = lines.readLine();
            number++;
            JsonNode json = parsed(text);
            if (json.isObject() && json.path("step").asLong() <= steps) {
                return new Line(number, json);
            }
            if (!json.isObject() && ahead != null) {
                throw new InvalidInputException(
                        file + ": found the line '" + text + "', expected a JSON object on every line");
            }
        }
        return null;
    }

    private static JsonNode parsed(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
