package org.s2r2.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.s2r2.bench.RoundStatistics;
import org.s2r2.bench.StepBench;
import org.s2r2.bench.StepResult;
import org.s2r2.bench.StepTimes;
import org.s2r2.bench.WorkersBench;
import org.s2r2.bench.WorkersResult;
import org.s2r2.cli.BenchedExperiment.BenchedText;
import org.s2r2.experiment.Experiment;
import org.s2r2.experiment.cluster.CollectiveProvider;
import org.s2r2.view.BatchShare;
import org.s2r2.view.CropGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "step",
        description = "Measures the training steps of an experiment on views of noise, and compares backends.",
        mixinStandardHelpOptions = true)
final class BenchStepCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(BenchStepCommand.class);

    private static final int MOST_WORKERS = 256;

    @Mixin
    private BenchedExperiment experiment;

    @Mixin
    private RoundOptions turns;

    @Option(
            names = "--workers",
            paramLabel = "W",
            description = "Measures W processes of one thread on this machine, which share the images of every batch, against one"
                    + " process with W threads.")
    private Integer workers;

    @Mixin
    private Results results;

    @Override
    public Integer call() throws IOException {
        turns.require();
        if (workers != null) {
            together();
            return 0;
        }
        List<Experiment> experiments = experiment.onEachBackend();
        String what = describe(experiments.get(0));
        LOG.info("{}; rounds: {}, of seconds: {}", what, turns.rounds(), turns.seconds());
        List<StepResult> measured = new StepBench(turns.rounds(), turns.seconds()).run(experiments);
        results.print(json(measured), what + System.lineSeparator() + table(measured));
        return 0;
    }

    private void together() throws IOException {
        BenchCommand.require("--workers", workers, 2, MOST_WORKERS);
        BenchedText text = experiment.text();
        Experiment one = experiment.onEachBackend().get(0);
        new BatchShare(0, workers).images(one.batchSize());
        WorkersTable.requireThreads(text.overrides());
        int views = one.batchSize() * one.views().crops().stream().mapToInt(CropGroup::count).sum();
        List<WorkersResult> measured = new WorkersBench(turns.rounds(), turns.seconds()).run(
                text.source(), text.text(), text.overrides(), workers, views, CollectiveProvider.installed("--workers"));
        results.print(WorkersTable.json(measured), describe(one) + System.lineSeparator() + WorkersTable.text(measured));
    }

    /** What a step of an experiment does, in a line. */
    static String describe(Experiment experiment) {
        String crops = experiment.views().crops().stream()
                .map(crop -> crop.count() + (crop.count() == 1 ? " view of " : " views of ") + crop.size() + " px")
                .collect(Collectors.joining(" + "));
        return "a step of " + experiment.name() + ": " + experiment.encoder().name() + ", " + experiment.batchSize()
                + " images x (" + crops + "), " + experiment.objective().name();
    }

    private static String table(List<StepResult> measured) {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%-8s %9s %-21s %9s %9s %9s %9s %9s %9s %7s%n",
                "backend", "views/s", "[min .. max]", "ms/step", "forward", "loss", "backward", "update", "figures",
                "ratio"));
        for (StepResult row : measured) {
            StepTimes times = row.times();
            RoundStatistics rate = row.viewsPerSecond();
            text.append(String.format(Locale.ROOT, "%-8s %9.1f %-21s %9.2f %9.2f %9.2f %9.2f %9.2f %9.2f %7.3f%n",
                    row.name(),
                    rate.median(),
                    String.format(Locale.ROOT, "[%.1f .. %.1f]", rate.min(), rate.max()),
                    1e3 * times.step(),
                    1e3 * times.forward(),
                    1e3 * times.loss(),
                    1e3 * times.backward(),
                    1e3 * times.update(),
                    1e3 * times.figures(),
                    row.ratio().median()));
        }
        return text.toString();
    }

    private static ObjectNode json(List<StepResult> measured) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode rows = json.putArray("rows");
        for (StepResult row : measured) {
            StepTimes times = row.times();
            ObjectNode node = rows.addObject().put("name", "step/" + row.name());
            BenchCommand.put(node, row.viewsPerSecond(), "views/s")
                    .put("stepMs", 1e3 * times.step())
                    .put("forwardMs", 1e3 * times.forward())
                    .put("lossMs", 1e3 * times.loss())
                    .put("backwardMs", 1e3 * times.backward())
                    .put("updateMs", 1e3 * times.update())
                    .put("figuresMs", 1e3 * times.figures());
            BenchCommand.putRatio(node, row.ratio())
                    .put("loss", row.loss())
                    .put("backend", row.backend());
        }
        return json;
    }
}
