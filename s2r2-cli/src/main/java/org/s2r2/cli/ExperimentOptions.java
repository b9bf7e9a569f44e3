package org.s2r2.cli;

import java.util.ArrayList;
import java.util.Collection;
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
        return BackendOption.overrides(set, backend);
    }

    /** The overrides beside an option that gives a section of data with these keys. */
    List<String> overridesBeside(String option, Collection<String> keys) {
        List<String> said = new ArrayList<>(List.of("data"));
        keys.forEach(key -> said.add("data." + key));
        set.refuse(option, said);
        return overrides();
    }
}
