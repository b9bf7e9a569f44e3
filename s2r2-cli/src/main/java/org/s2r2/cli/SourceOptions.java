package org.s2r2.cli;

import java.nio.file.Path;
import org.s2r2.experiment.EncoderSource;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Which encoder a command takes: a run's at one of its checkpoints, or that which an experiment starts from. */
final class SourceOptions {

    @Parameters(
            paramLabel = "RUN_DIR|EXPERIMENT.yaml",
            description = "The folder of a run; or an experiment file, for the encoder that it starts from: that of"
                    + " encoder.weights, or an untrained one.")
    private Path path;

    @Mixin
    private CheckpointOption checkpoint;

    EncoderSource encoder() {
        return EncoderSource.at(path, checkpoint.choice());
    }
}
