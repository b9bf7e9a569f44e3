package org.s2r2.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.cluster.Cluster;
import org.s2r2.experiment.compare.ComparedRun;
import org.s2r2.experiment.compare.Comparison;
import org.s2r2.experiment.compare.ComparisonPlan;
import org.s2r2.experiment.compare.ComparisonResult;
import org.s2r2.experiment.compare.RunResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "compare",
        description = "Trains and judges methods x seeds x datasets, and shows them side by side. A comparison that was"
                + " stopped goes on where it was.",
        mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(CompareCommand.class);

    @Parameters(paramLabel = "COMPARISON.yaml", description = "The comparison file.")
    private Path file;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The folder of results; runs/NAME if absent, runs/NAME-quick under --quick.")
    private Path out;

    @Option(names = "--quick", description = "Takes the seeds and values under the file's key quick.")
    private boolean quick;

    @Mixin
    private ExperimentOptions options;

    @Mixin
    private ClusterOptions on;

    @Mixin
    private Results results;

    @Override
    public Integer call() throws IOException {
        Comparison comparison = Comparison.read(file, quick, BuiltInExperiment::text);
        Path folder = out == null ? Path.of("runs", comparison.name() + (quick ? "-quick" : "")) : out;
        ComparisonPlan plan = ComparisonPlan.of(comparison, options.overrides(), Components.discover(), folder);
        if (on.asked()) {
            try (Cluster cluster = on.open(); StopOnSignal signals = new StopOnSignal()) {
                cluster.finish(plan, signals.request());
            }
        }
        List<RunResult> done = new ArrayList<>();
        for (ComparedRun run : plan.runs()) {
            LOG.info("run {} of {}", done.size() + 1, plan.runs().size());
            try (StopOnSignal signals = new StopOnSignal(); TrainingProgress progress = new TrainingProgress()) {
                done.add(run.finish(signals.request(), List.of(progress)));
            }
        }
        ComparisonResult result = new ComparisonResult(plan, done);
        result.write();
        results.print(result, String.format(Locale.ROOT, "%sresults   %s%nreport    %s",
                result.text(), result.resultsFile(), result.reportFile()));
        result.failed().forEach(failed -> LOG.error("{} failed: {}; remove its folder to try it again",
                failed.run().title(), failed.failure()));
        return result.failed().isEmpty() ? 0 : Main.FAILED;
    }
}
