package org.s2r2.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.RunFolder;
import org.s2r2.experiment.reproduce.Reproduction;
import org.s2r2.experiment.reproduce.ReproductionResult;
import org.s2r2.experiment.reproduce.ReproductionResult.Verdict;
import org.s2r2.file.AbsolutePath;
import org.s2r2.settings.InvalidInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "reproduce",
        description = "Makes a run again from what its folder records, and tells whether the numbers are the same.",
        mixinStandardHelpOptions = true)
final class ReproduceCommand implements Callable<Integer> {

    @Parameters(paramLabel = "RUN_DIR", description = "The folder of a run.")
    private Path run;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The folder of the new run; RUN_DIR-reproduced if absent.")
    private Path out;

    @Option(names = "--epochs", paramLabel = "N", description = "Repeats the first N epochs of the run only.")
    private Integer epochs;

    @Option(
            names = "--tolerance",
            paramLabel = "PART",
            defaultValue = "0",
            description = "Losses that differ by no more than this part of their value count as close, which is no"
                    + " failure; 0 by default: all numbers have to be identical. With more than one thread an engine"
                    + " may add in another order.")
    private double tolerance;

    @Mixin
    private Results results;

    @Override
    public Integer call() throws IOException {
        if (!(tolerance >= 0 && tolerance <= 1)) {
            throw new InvalidInputException("--tolerance: found " + tolerance + ", expected a part from 0 to 1");
        }
        if (epochs != null && epochs < 1) {
            throw new InvalidInputException("--epochs: found " + epochs + ", expected 1 or more");
        }
        Reproduction reproduction = new Reproduction(new RunFolder(run), new RunFolder(out == null ? beside(run) : out),
                epochs == null ? 0 : epochs, Components.discover());
        try (StopOnSignal signals = new StopOnSignal(); TrainingProgress progress = new TrainingProgress()) {
            reproduction.train(signals.request(), List.of(progress));
        }
        ReproductionResult result = reproduction.compare(tolerance);
        results.print(result, String.join(System.lineSeparator(), result.lines()));
        return result.verdict() == Verdict.DIFFERENT ? Main.FAILED : 0;
    }

    private static Path beside(Path run) {
        Path name = run.getFileName();
        Path folder = name == null || Set.of("", ".", "..").contains(name.toString()) ? AbsolutePath.of(run) : run;
        return folder.resolveSibling(folder.getFileName() + "-reproduced");
    }
}
