package org.s2r2.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.s2r2.bench.LoaderBench;
import org.s2r2.bench.LoaderResult;
import org.s2r2.bench.PhotographFolder;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.Experiment;
import org.s2r2.experiment.ExperimentFile;
import org.s2r2.settings.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "loader",
        description = "Measures training steps whose views the loader makes meanwhile, against steps on views that are"
                + " there already.",
        mixinStandardHelpOptions = true)
final class BenchLoaderCommand implements Callable<Integer> {

    private static final String BUILT_IN = "quickstart.yaml";
    private static final int PHOTOGRAPHS = 640;

    @Parameters(
            arity = "0..1",
            paramLabel = "EXPERIMENT.yaml",
            description = "The experiment, with its images. If absent, a ResNet-18 on batches of 2 views of 96 pixels"
                    + " of each of 32 JPEG files of 500 x 375 pixels, which are drawn before.")
    private Path file;

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            description = "The engine, such as djl or dl4j; that of the experiment if absent.")
    private String backend;

    @Mixin
    private SetOption set;

    @Mixin
    private RoundOptions turns;

    @Mixin
    private Results results;

    @Override
    public Integer call() throws IOException {
        turns.require();
        List<String> overrides = BackendOption.overrides(set, backend);
        if (file != null) {
            measure(ExperimentFile.read(file, overrides));
            return 0;
        }
        try (PhotographFolder photographs = PhotographFolder.create(PHOTOGRAPHS)) {
            List<String> changed = new ArrayList<>(List.of(
                    "name=photographs",
                    "encoder={backbone: resnet18}",
                    "views={crops: [{count: 2, size: 96}]}",
                    "training.batchSize=32",
                    "data={dataset: folder, path: " + ExperimentFile.quote(photographs.path().toString()) + "}"));
            changed.addAll(overrides);
            measure(BuiltInExperiment.read(BUILT_IN, changed));
        }
        return 0;
    }

    private void measure(Settings settings) throws IOException {
        Experiment experiment = Experiment.read(settings, Components.discover());
        LoaderResult measured = new LoaderBench(turns.rounds(), turns.seconds()).run(experiment);
        results.print(json(measured), BenchStepCommand.describe(experiment) + ", of " + measured.images()
                + System.lineSeparator() + table(measured));
    }

    private static String table(LoaderResult row) {
        String head = String.format(Locale.ROOT, "%-8s %9s %9s %7s %-17s %9s %9s %9s%n",
                "backend", "fed", "alone", "ratio", "[min .. max]", "wait ms", "step ms", "alone ms");
        return head + String.format(Locale.ROOT, "%-8s %9.1f %9.1f %7.3f %-17s %9.2f %9.2f %9.2f%n",
                row.name(),
                row.fed().median(),
                row.alone().median(),
                row.ratio().median(),
                String.format(Locale.ROOT, "[%.3f .. %.3f]", row.ratio().min(), row.ratio().max()),
                1e3 * row.waiting(),
                1e3 * row.fedStep(),
                1e3 * row.aloneStep());
    }

    private static ObjectNode json(LoaderResult row) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode node = json.putArray("rows").addObject().put("name", "loader/" + row.name());
        BenchCommand.put(node, row.fed(), "views/s")
                .put("alone", row.alone().median())
                .put("aloneMin", row.alone().min())
                .put("aloneMax", row.alone().max());
        BenchCommand.putRatio(node, row.ratio())
                .put("waitMs", 1e3 * row.waiting())
                .put("stepMs", 1e3 * row.fedStep())
                .put("aloneStepMs", 1e3 * row.aloneStep())
                .put("images", row.images())
                .put("backend", row.backend());
        return json;
    }
}
