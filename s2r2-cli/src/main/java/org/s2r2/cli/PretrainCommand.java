package org.s2r2.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.Experiment;
import org.s2r2.experiment.ExperimentFile;
import org.s2r2.experiment.Pretraining;
import org.s2r2.experiment.RunFolder;
import org.s2r2.experiment.cluster.Cluster;
import org.s2r2.experiment.cluster.PretrainingTask;
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

    @Mixin
    private ClusterOptions on;

    @Option(
            names = "--workers",
            paramLabel = "W",
            description = "With --on: how many workers train the encoder together, each on its share of every batch.")
    private Integer workers;

    @Override
    public Integer call() {
        Experiment experiment =
                Experiment.read(ExperimentFile.read(file, options.overrides()), Components.discover());
        RunFolder run = new RunFolder(out == null ? folder(experiment.name()) : out);
        requireWorkers();
        if (on.asked()) {
            try (Cluster cluster = on.open(); StopOnSignal signals = new StopOnSignal()) {
                cluster.pretrain(
                        new PretrainingTask(file.toString(), ExperimentFile.text(file), options.overrides(), run.path(),
                                resume, workers),
                        signals.request());
            }
            return 0;
        }
        try (StopOnSignal signals = new StopOnSignal(); TrainingProgress progress = new TrainingProgress()) {
            Pretraining.run(experiment, run, resume, signals.request(), List.of(progress));
        }
        return 0;
    }

    private void requireWorkers() {
        if (on.asked() != (workers != null)) {
            throw new InvalidInputException(workers == null
                    ? "--workers: found nothing, expected how many workers train together on the cluster of --on"
                    : "--workers: found without --on, expected it beside --on MASTER");
        }
        if (workers != null && workers < 1) {
            throw new InvalidInputException("--workers: found " + workers + ", expected 1 or more");
        }
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
