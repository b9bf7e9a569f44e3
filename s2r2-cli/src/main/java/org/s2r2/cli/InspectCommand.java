package org.s2r2.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.s2r2.data.DataSource;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.Split;
import org.s2r2.data.augment.ViewMaker;
import org.s2r2.data.image.RgbImage;
import org.s2r2.data.inspect.ContactSheet;
import org.s2r2.data.inspect.DatasetSummary;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.Experiment;
import org.s2r2.experiment.ExperimentFile;
import org.s2r2.experiment.ExperimentFile.Replacement;
import org.s2r2.file.WholeFile;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "inspect",
        description = "Counts the images and classes of a dataset, and draws a sheet of its images and their views.",
        mixinStandardHelpOptions = true)
final class InspectCommand implements Callable<Integer> {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int SIZES_FROM = 256;
    private static final int MOST_PICTURES = 4096;

    @Parameters(
            paramLabel = "SPEC",
            description = "An experiment file, or a section of data as key=value,key=value or in YAML such as"
                    + " '{dataset: cifar10, path: DIR}'.")
    private String spec;

    @Option(names = "--out", paramLabel = "SHEET.png", description = "Where a sheet of images goes.")
    private Path out;

    @Option(names = "--count", defaultValue = "64", description = "How many images the sheet has, 64 by default.")
    private int count;

    @Mixin
    private ExperimentOptions options;

    @Mixin
    private Results results;

    /**
     * What is looked at.
     *
     * @param views makes the views of an experiment; null without one
     * @param rejectUnread refuses unknown keys, once the dataset's own are known
     */
    private record Subject(DataSource data, ViewMaker views, Runnable rejectUnread) {}

    @Override
    public Integer call() throws IOException {
        OutputFile.requirePng("--out", out);
        if (count < 1 || count > MOST_PICTURES) {
            throw new InvalidInputException("--count: found " + count + ", expected 1 to " + MOST_PICTURES);
        }
        Subject subject = subject(Components.discover());
        Map<String, DatasetSummary> summaries = new LinkedHashMap<>();
        Map<String, String> missing = new LinkedHashMap<>();
        try (ImageDataset images = subject.data.openForPretraining()) {
            subject.rejectUnread.run();
            summaries.put("pretrain", DatasetSummary.of(images, SIZES_FROM));
            if (out != null) {
                WholeFile.write(out, sheet(images, subject.views).png());
            }
        }
        summarise("train", () -> subject.data.open(Split.TRAIN), summaries, missing);
        summarise("test", () -> subject.data.open(Split.TEST), summaries, missing);
        results.print(json(summaries, missing), text(summaries, missing));
        return 0;
    }

    private RgbImage sheet(ImageDataset images, ViewMaker views) {
        return views == null ? ContactSheet.of(images, count) : ContactSheet.of(images, count, views);
    }

    /** A part that cannot be opened, such as labelled images where there are none, is no reason to say nothing. */
    private static void summarise(String part, Supplier<ImageDataset> opening, Map<String, DatasetSummary> summaries,
            Map<String, String> missing) {
        try (ImageDataset images = opening.get()) {
            summaries.put(part, DatasetSummary.of(images, SIZES_FROM));
        } catch (InvalidInputException e) {
            missing.put(part, e.getMessage());
        }
    }

    private Subject subject(Components components) {
        if (spec.endsWith(".yaml") || spec.endsWith(".yml") || Files.isRegularFile(Path.of(spec))) {
            Experiment experiment =
                    Experiment.read(ExperimentFile.read(Path.of(spec), options.overrides()), components);
            ViewMaker views = new ViewMaker(experiment.views(), experiment.seed());
            return new Subject(experiment.data(), views, experiment::config);
        }
        if (!options.overrides().isEmpty()) {
            throw new InvalidInputException(
                    "--set and --backend: expected beside an experiment file, found '" + spec + "'");
        }
        Settings settings = section();
        return new Subject(DataSource.read(settings, components.datasets()), null, settings::rejectUnread);
    }

    private Settings section() {
        if (spec.startsWith("{")) {
            return Settings.of("SPEC", ExperimentFile.keys("SPEC", spec));
        }
        if (!spec.contains("=")) {
            throw new InvalidInputException("SPEC: found '" + spec
                    + "', expected an experiment file, or settings such as dataset=cifar10,path=DIR");
        }
        // A comma that no key follows belongs to the value.
        List<Replacement> replacements = Stream.of(spec.split(",(?=[A-Za-z][A-Za-z0-9.]*=)"))
                .map(replacement -> Replacement.parse("SPEC", replacement))
                .toList();
        return ExperimentFile.replace("SPEC", Map.of(), replacements);
    }

    private ObjectNode json(Map<String, DatasetSummary> summaries, Map<String, String> missing) {
        ObjectNode json = JSON.createObjectNode();
        summaries.forEach((part, summary) -> json.set(part, JSON.valueToTree(summary)));
        missing.forEach((part, reason) -> json.putObject(part).put("missing", reason));
        if (out != null) {
            json.put("sheet", out.toString());
        }
        return json;
    }

    private String text(Map<String, DatasetSummary> summaries, Map<String, String> missing) {
        StringBuilder text = new StringBuilder();
        summaries.forEach((part, summary) -> {
            line(text, part, summary.description());
            String bad = summary.bad() == 0 ? "" : "; " + summary.bad() + " cannot be decoded";
            line(text, "", "width " + summary.width() + ", height " + summary.height() + " pixels in "
                    + summary.decoded() + " images" + bad);
            if (!summary.classes().isEmpty()) {
                line(text, "", summary.classes().entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(", ")));
            }
            line(text, "", (summary.multiLabel() ? "any number of labels an image, " : "") + summary.unlabelled()
                    + " without a label" + (summary.folds() == 0 ? "" : ", " + summary.folds() + " folds"));
            summary.remarks().forEach(remark -> line(text, "", remark));
        });
        missing.forEach((part, reason) -> line(text, part, "cannot be opened: " + reason));
        if (out != null) {
            line(text, "sheet", out.toString());
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String what) {
        text.append(String.format(Locale.ROOT, "%-14s%s%n", name, what));
    }
}
