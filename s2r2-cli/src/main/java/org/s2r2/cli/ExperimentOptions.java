package org.s2r2.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of commands that read an experiment. */
final class ExperimentOptions {

    @Option(names = "--backend", paramLabel = "NAME", description = "The engine: short for --set backend.name=NAME.")
    private String backend;

    @Mixin
    private SetOption set;

    List<String> overrides() {
        List<String> overrides = new ArrayList<>(set.overrides());
        if (backend != null) {
            overrides.add("backend.name=" + backend);
        }
        return overrides;
    }
}
