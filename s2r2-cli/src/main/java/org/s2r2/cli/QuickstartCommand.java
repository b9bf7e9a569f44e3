package org.s2r2.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.s2r2.checkpoint.CheckpointFolder.Choice;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.Split;
import org.s2r2.eval.protocol.Evaluator;
import org.s2r2.eval.protocol.Knn;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.EncoderSource;
import org.s2r2.experiment.Evaluation;
import org.s2r2.experiment.Experiment;
import org.s2r2.experiment.ExperimentFile;
import org.s2r2.experiment.Pretraining;
import org.s2r2.experiment.RunEvaluation;
import org.s2r2.experiment.RunFolder;
import org.s2r2.settings.InvalidInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "quickstart",
        description = "Pretrains a small encoder in a few minutes, evaluates it and writes a report.",
        mixinStandardHelpOptions = true)
final class QuickstartCommand implements Callable<Integer> {

    private static final String EXPERIMENT = "quickstart.yaml";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "A folder with one sub-folder of images for each class; built-in drawings if absent.")
    private Path data;

    @Option(names = "--out", paramLabel = "DIR", description = "The run folder; runs/quickstart-TIME if absent.")
    private Path out;

    @Mixin
    private ExperimentOptions options;

    @Mixin
    private Results results;

    @Override
    public Integer call() throws IOException {
        long start = System.nanoTime();
        Components components = Components.discover();
        Experiment experiment = Experiment.read(BuiltInExperiment.read(EXPERIMENT, overrides()), components);
        requireLabels(experiment);
        Evaluator.requireKnown(experiment.protocols(), Set.of(Knn.NAME));
        RunFolder run = new RunFolder(out == null ? freshFolder() : out);
        try (StopOnSignal signals = new StopOnSignal(); TrainingProgress progress = new TrainingProgress()) {
            Pretraining.run(experiment, run, false, signals.request(), List.of(progress));
        }
        RunEvaluation evaluation = Evaluation.run(
                new EncoderSource.OfRun(run, Choice.NEWEST), components, List.of(), Set.of(Knn.NAME), true, false);
        double seconds = (System.nanoTime() - start) / 1e9;
        results.print(json(evaluation, run, seconds), EvaluateCommand.text("trained", evaluation)
                + String.format(Locale.ROOT, "report        %s%nrun           %s%nseconds       %.0f", run.reportFile(),
                        run.path(), seconds));
        return 0;
    }

    /** Found out before the training and not after it. */
    private static void requireLabels(Experiment experiment) {
        try (ImageDataset images = experiment.open(Split.TRAIN)) {
            if (images.classNames().isEmpty()) {
                throw new InvalidInputException(images.description() + ": found no labels, expected a sub-folder of images"
                        + " for each class to evaluate on; pretrain and embed work without");
            }
            if (images.multiLabel()) {
                throw new InvalidInputException(images.description() + ": found any number of labels an image, expected"
                        + " one label each, as quickstart compares by kNN; pretrain and evaluate work with such images");
            }
        }
    }

    private List<String> overrides() {
        if (data == null) {
            return options.overrides();
        }
        if (!Files.isDirectory(data)) {
            throw new InvalidInputException("--data " + data + ": found no such folder, expected one with a sub-folder"
                    + " of images for each class");
        }
        // A class's test images are not among those that vote, wherever they come from.
        List<String> overrides = new ArrayList<>(List.of(
                "data={dataset: folder, holdOut: 0.2, path: " + ExperimentFile.quote(data.toString()) + "}"));
        overrides.addAll(options.overridesBeside("--data", List.of("dataset", "path")));
        return overrides;
    }

    private static Path freshFolder() {
        DateTimeFormatter seconds = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);
        return Path.of("runs", "quickstart-" + OffsetDateTime.now(ZoneOffset.UTC).format(seconds));
    }

    private static ObjectNode json(RunEvaluation evaluation, RunFolder run, double seconds) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putObject("knn")
                .put("trained", evaluation.trained().value(Knn.NAME, "top1"))
                .put("untrained", evaluation.baselines().untrained().value(Knn.NAME, "top1"))
                .put("pixels", evaluation.baselines().pixels().value(Knn.NAME, "top1"));
        return json.put("report", run.reportFile().toString())
                .put("run", run.path().toString())
                .put("seconds", seconds);
    }
}
