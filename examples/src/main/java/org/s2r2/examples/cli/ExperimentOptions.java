package org.s2r2.examples.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of commands that read an experiment. */
final class ExperimentOptions {

    @Option(names = "--backend", paramLabel = "NAME", description = "The engine: short for --set backend.name=NAME.")
    private String backend;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Replaces a key of the experiment file, such as training.epochs=5; may be repeated.")
    private List<String> set = new ArrayList<>();

    List<String> overrides() {
        List<String> overrides = new ArrayList<>(set);
        if (backend != null) {
            overrides.add("backend.name=" + backend);
        }
        return overrides;
    }
}
