package org.s2r2.cli;

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
import org.s2r2.bench.Photograph;
import org.s2r2.bench.RoundStatistics;
import org.s2r2.bench.ViewsBench;
import org.s2r2.bench.ViewsCase;
import org.s2r2.bench.ViewsResult;
import org.s2r2.data.augment.ViewMaker.Stage;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.Experiment;
import org.s2r2.experiment.ExperimentFile;
import org.s2r2.settings.InvalidInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "views",
        description = "Measures how many views one thread makes of a decoded image in a second of its CPU time.",
        mixinStandardHelpOptions = true)
final class BenchViewsCommand implements Callable<Integer> {

    private static final int MOST_PIXELS = 10_000;

    @Parameters(
            arity = "0..1",
            paramLabel = "EXPERIMENT.yaml",
            description = "The experiment whose crop groups to measure. If absent, views of 96 pixels of a photograph,"
                    + " and of 32 pixels without blur of an image of that size.")
    private Path file;

    @Mixin
    private SetOption set;

    @Option(
            names = "--image",
            split = ",",
            paramLabel = "PIXELS",
            description = "Width and height of the image that an experiment's views are cut from; 500,375 if absent.")
    private List<Integer> image = new ArrayList<>();

    @Mixin
    private RoundOptions turns;

    @Mixin
    private Results results;

    @Override
    public Integer call() throws IOException {
        turns.require();
        List<ViewsCase> cases = cases();
        List<ViewsResult> measured = new ViewsBench(turns.rounds(), turns.seconds()).run(cases);
        results.print(json(measured), table(measured));
        return 0;
    }

    private List<ViewsCase> cases() {
        if (file == null) {
            if (!set.overrides().isEmpty() || !image.isEmpty()) {
                throw new InvalidInputException("--set and --image belong to an experiment: found no EXPERIMENT.yaml,"
                        + " expected one or neither of them");
            }
            return ViewsCase.usual();
        }
        List<Integer> size = image.isEmpty() ? List.of(500, 375) : image;
        if (size.size() != 2 || size.stream().anyMatch(pixels -> pixels < 1 || pixels > MOST_PIXELS)) {
            throw new InvalidInputException("--image: found "
                    + size.stream().map(String::valueOf).collect(Collectors.joining(","))
                    + ", expected a width and a height from 1 to " + MOST_PIXELS);
        }
        Experiment experiment = Experiment.read(ExperimentFile.read(file, set.overrides()), Components.discover());
        experiment.rejectUnknownBesideData();
        return ViewsCase.of(experiment.views(), Photograph.draw(size.get(0), size.get(1), 1));
    }

    private static String table(List<ViewsResult> measured) {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%-8s %9s %9s %-21s %9s %8s %8s %8s %8s%n",
                "views", "image", "views/s", "[min .. max]", "by clock", "crop us", "color", "blur", "write"));
        for (ViewsResult row : measured) {
            RoundStatistics rate = row.perSecond();
            text.append(String.format(Locale.ROOT, "%-8s %9s %9.0f %-21s %9.0f %8.1f %8.1f %8.1f %8.1f%n",
                    row.name(),
                    row.image(),
                    rate.median(),
                    String.format(Locale.ROOT, "[%.0f .. %.0f]", rate.min(), rate.max()),
                    row.perSecondByClock().median(),
                    row.stages().get(Stage.CROP),
                    row.stages().get(Stage.COLOR),
                    row.stages().get(Stage.BLUR),
                    row.stages().get(Stage.WRITE)));
        }
        return text.toString();
    }

    private static ObjectNode json(List<ViewsResult> measured) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode rows = json.putArray("rows");
        for (ViewsResult row : measured) {
            ObjectNode node = rows.addObject()
                    .put("name", "views/" + row.name())
                    .put("value", row.perSecond().median())
                    .put("unit", "views/s")
                    .put("min", row.perSecond().min())
                    .put("max", row.perSecond().max())
                    .put("byClock", row.perSecondByClock().median())
                    .put("byClockMin", row.perSecondByClock().min())
                    .put("byClockMax", row.perSecondByClock().max())
                    .put("cropUs", row.stages().get(Stage.CROP))
                    .put("colorUs", row.stages().get(Stage.COLOR))
                    .put("blurUs", row.stages().get(Stage.BLUR))
                    .put("writeUs", row.stages().get(Stage.WRITE))
                    .put("image", row.image());
            if (row.stages().get(Stage.OTHER) > 0) {
                node.put("otherUs", row.stages().get(Stage.OTHER));
            }
        }
        return json;
    }
}
