package org.s2r2.examples.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.Experiment;
import org.s2r2.experiment.ExperimentFile;
import org.s2r2.experiment.bench.Spread;
import org.s2r2.experiment.bench.StepBench;
import org.s2r2.experiment.bench.StepResult;
import org.s2r2.experiment.bench.StepTimes;
import org.s2r2.settings.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "step",
        description = "Measures the training steps of an experiment on views of noise, and compares backends.",
        mixinStandardHelpOptions = true)
final class BenchStepCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(BenchStepCommand.class);
    private static final String BUILT_IN = "cifar10-s2r2.yaml";

    @Parameters(
            arity = "0..1",
            paramLabel = "EXPERIMENT.yaml",
            description = "The experiment file; the built-in " + BUILT_IN + " if absent. Its images are not read.")
    private Path file;

    @Option(
            names = "--backend",
            split = ",",
            paramLabel = "NAME",
            description = "The engines to compare, such as djl,dl4j; that of the experiment if absent.")
    private List<String> backends = new ArrayList<>();

    @Mixin
    private SetOption set;

    @Mixin
    private RoundOptions turns;

    @Mixin
    private Results results;

    @Override
    public Integer call() throws IOException {
        turns.require();
        List<Experiment> experiments = experiments();
        String what = describe(experiments.get(0));
        LOG.info("{}; rounds: {}, of seconds: {}", what, turns.rounds(), turns.seconds());
        List<StepResult> measured = new StepBench(turns.rounds(), turns.seconds()).run(experiments);
        results.print(json(measured), what + System.lineSeparator() + table(measured));
        return 0;
    }

    /** The experiment on each of the backends. */
    private List<Experiment> experiments() throws IOException {
        Components components = Components.discover();
        List<Experiment> experiments = new ArrayList<>();
        if (backends.isEmpty()) {
            experiments.add(experiment(set.overrides(), components));
        }
        for (String backend : backends) {
            List<String> overrides = new ArrayList<>(set.overrides());
            overrides.add("backend.name=" + ExperimentFile.quote(backend));
            experiments.add(experiment(overrides, components));
        }
        return experiments;
    }

    private Experiment experiment(List<String> overrides, Components components) throws IOException {
        Settings settings =
                file == null ? BuiltInExperiment.read(BUILT_IN, overrides) : ExperimentFile.read(file, overrides);
        Experiment experiment = Experiment.read(settings, components);
        experiment.rejectUnknownBesideData();
        return experiment;
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
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%-8s %9s %-21s %9s %9s %9s %9s %9s %7s%n",
                "backend", "views/s", "[min .. max]", "ms/step", "forward", "loss", "backward", "update", "ratio"));
        for (StepResult row : measured) {
            StepTimes times = row.times();
            Spread rate = row.viewsPerSecond();
            text.append(String.format(Locale.ROOT, "%-8s %9.1f %-21s %9.2f %9.2f %9.2f %9.2f %9.2f %7.3f%n",
                    row.name(),
                    rate.median(),
                    String.format(Locale.ROOT, "[%.1f .. %.1f]", rate.min(), rate.max()),
                    1e3 * times.step(),
                    1e3 * times.forward(),
                    1e3 * times.loss(),
                    1e3 * times.backward(),
                    1e3 * times.update(),
                    row.ratio().median()));
        }
        return text.toString();
    }

    private static ObjectNode json(List<StepResult> measured) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode rows = json.putArray("rows");
        for (StepResult row : measured) {
            StepTimes times = row.times();
            rows.addObject()
                    .put("name", "step/" + row.name())
                    .put("value", row.viewsPerSecond().median())
                    .put("unit", "views/s")
                    .put("min", row.viewsPerSecond().min())
                    .put("max", row.viewsPerSecond().max())
                    .put("stepMs", 1e3 * times.step())
                    .put("forwardMs", 1e3 * times.forward())
                    .put("lossMs", 1e3 * times.loss())
                    .put("backwardMs", 1e3 * times.backward())
                    .put("updateMs", 1e3 * times.update())
                    .put("ratio", row.ratio().median())
                    .put("ratioMin", row.ratio().min())
                    .put("ratioMax", row.ratio().max())
                    .put("loss", row.loss())
                    .put("backend", row.backend());
        }
        return json;
    }
}
