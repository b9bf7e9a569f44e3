package org.s2r2.cli;

import org.s2r2.checkpoint.CheckpointFolder.Choice;
import picocli.CommandLine.Option;

/** The option that chooses a checkpoint of a run. */
final class CheckpointOption {

    private static final class Reading extends WordConverter<Choice> {
        Reading() {
            super(Choice.class);
        }
    }

    @Option(
            names = "--checkpoint",
            paramLabel = "WHICH",
            converter = Reading.class,
            description = "newest (the default) or best, of a run.")
    private Choice choice;

    /** Null where none was asked for. */
    Choice choice() {
        return choice;
    }
}
