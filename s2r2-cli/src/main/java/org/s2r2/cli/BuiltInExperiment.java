package org.s2r2.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.s2r2.experiment.ExperimentFile;
import org.s2r2.settings.Settings;

/** The experiment files that come with the command line. */
final class BuiltInExperiment {

    private BuiltInExperiment() {}

    /**
     * Reads one and replaces keys in it.
     *
     * @param name the name of a file in {@code examples/experiments}
     */
    static Settings read(String name, List<String> overrides) {
        String text = text(name)
                .orElseThrow(() -> new IllegalStateException("the jar lacks experiments/" + name));
        return ExperimentFile.parse(name, text, overrides);
    }

    /** The text of one, where there is one of that name. */
    static Optional<String> text(String name) {
        try (InputStream stream = BuiltInExperiment.class.getResourceAsStream("/experiments/" + name)) {
            return stream == null
                    ? Optional.empty()
                    : Optional.of(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(name + ": " + e.getMessage(), e);
        }
    }
}
