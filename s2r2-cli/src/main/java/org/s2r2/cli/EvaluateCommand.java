package org.s2r2.cli;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.Callable;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.EncoderSource;
import org.s2r2.experiment.Evaluation;
import org.s2r2.experiment.RunEvaluation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "evaluate",
        description = "Judges an encoder with frozen features: a run's, and writes the run's report, or the one that an"
                + " experiment starts from.",
        mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {

    @Mixin
    private SourceOptions source;

    @Option(
            names = "--protocol",
            paramLabel = "NAME",
            defaultValue = "all",
            description = "knn, linear, retrieval, semi, folds, one that the experiment lists, or all that apply to the data (the"
                    + " default).")
    private String protocol;

    @Option(
            names = "--baselines",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "With --no-baselines the untrained encoder and the raw pixels are left out.")
    private boolean baselines;

    @Mixin
    private LeaveOneOutOption leaveOneOut;

    @Mixin
    private ExperimentOptions options;

    @Mixin
    private Results results;

    @Override
    public Integer call() throws IOException {
        EncoderSource encoder = source.encoder();
        RunEvaluation evaluation = Evaluation.run(
                encoder, Components.discover(), options.overrides(), Set.of(protocol), baselines,
                leaveOneOut.given());
        results.print(evaluation, encoder instanceof EncoderSource.OfRun ofRun
                ? text("trained", evaluation) + "report        " + ofRun.run().reportFile()
                : text("as it starts", evaluation));
        return 0;
    }

    /** The results as lines of text; {@code name} is the judged encoder's. */
    static String text(String name, RunEvaluation evaluation) {
        String text = Results.text(name, evaluation.trained());
        if (evaluation.baselines() != null) {
            text += Results.text("untrained", evaluation.baselines().untrained())
                    + Results.text("raw pixels", evaluation.baselines().pixels());
        }
        return text;
    }
}
