package org.s2r2.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.Experiment;
import org.s2r2.experiment.ExperimentFile;
import org.s2r2.experiment.Pretraining;
import org.s2r2.experiment.RunFolder;
import org.s2r2.settings.InvalidInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "pretrain",
        description = "Trains the encoder of an experiment without labels.",
        mixinStandardHelpOptions = true)
final class PretrainCommand implements Callable<Integer> {

    @Parameters(paramLabel = "EXPERIMENT.yaml", description = "The experiment file.")
    private Path file;

    @Mixin
    private ExperimentOptions options;

    @Option(names = "--out", paramLabel = "DIR", description = "The run folder; runs/NAME if absent.")
    private Path out;

    @Option(names = "--resume", description = "Goes on from the newest whole checkpoint in the run folder.")
    private boolean resume;

    @Override
    public Integer call() {
        Experiment experiment =
                Experiment.read(ExperimentFile.read(file, options.overrides()), Components.discover());
        RunFolder run = new RunFolder(out == null ? folder(experiment.name()) : out);
        try (StopOnSignal signals = new StopOnSignal(); TrainingProgress progress = new TrainingProgress()) {
            Pretraining.run(experiment, run, resume, signals.request(), List.of(progress));
        }
        return 0;
    }

    /** The folder of that name in {@code runs}: a name from somebody's file must not lead out of it. */
    private Path folder(String name) {
        if (!name.matches("[^/\\\\\\p{Cntrl}]{1,100}") || name.matches("\\.+")) {
            throw new InvalidInputException(file + ": name: found '" + name
                    + "', expected the name of a folder in runs, or --out");
        }
        return Path.of("runs", name);
    }
}
