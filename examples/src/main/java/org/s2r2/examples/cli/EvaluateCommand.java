package org.s2r2.examples.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.s2r2.eval.protocol.Protocol;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.Evaluation;
import org.s2r2.experiment.RunEvaluation;
import org.s2r2.experiment.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "evaluate",
        description = "Judges a run's encoder with frozen features, and writes the run's report.",
        mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {

    @Parameters(paramLabel = "RUN_DIR", description = "The folder of a run.")
    private Path run;

    @Option(
            names = "--protocol",
            paramLabel = "NAME",
            defaultValue = "all",
            description = "knn, linear, retrieval, semi, folds, or all that apply to the data (the default).")
    private String protocol;

    @Option(
            names = "--baselines",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "With --no-baselines the untrained encoder and the raw pixels are left out.")
    private boolean baselines;

    @Mixin
    private ExperimentOptions options;

    @Mixin
    private Results results;

    @Override
    public Integer call() throws IOException {
        RunFolder folder = new RunFolder(run);
        RunEvaluation evaluation = Evaluation.run(
                folder, Components.discover(), options.overrides(), Protocol.parse(protocol), baselines);
        results.print(evaluation, text(evaluation) + "report        " + folder.reportFile());
        return 0;
    }

    static String text(RunEvaluation evaluation) {
        String text = Results.text("trained", evaluation.trained());
        if (evaluation.baselines() != null) {
            text += Results.text("untrained", evaluation.baselines().untrained())
                    + Results.text("raw pixels", evaluation.baselines().pixels());
        }
        return text;
    }
}
