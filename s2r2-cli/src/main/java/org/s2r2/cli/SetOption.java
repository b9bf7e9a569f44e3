package org.s2r2.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The option that replaces keys of an experiment. */
final class SetOption {

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Replaces a key of the experiment file, such as training.epochs=5; may be repeated.")
    private List<String> set = new ArrayList<>();

    List<String> overrides() {
        return set;
    }
}
