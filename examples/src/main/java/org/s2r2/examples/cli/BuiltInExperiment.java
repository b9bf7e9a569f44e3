package org.s2r2.examples.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
    static Settings read(String name, List<String> overrides) throws IOException {
        try (InputStream stream = BuiltInExperiment.class.getResourceAsStream("/experiments/" + name)) {
            if (stream == null) {
                throw new IllegalStateException("the jar lacks experiments/" + name);
            }
            return ExperimentFile.parse(name, new String(stream.readAllBytes(), StandardCharsets.UTF_8), overrides);
        }
    }
}
