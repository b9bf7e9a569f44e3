package org.s2r2.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.s2r2.bench.LossBench;
import org.s2r2.bench.LossResult;
import org.s2r2.bench.RoundStatistics;
import org.s2r2.experiment.Components;
import org.s2r2.objective.RankingObjective;
import org.s2r2.objective.SmoothAp;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;
import org.s2r2.tensor.HostTensorEngine;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.view.ViewLayout;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "loss",
        description = "Measures Smooth-AP and its gradient on random embeddings in float32: fused, fused in its logarithmic"
                + " form with a margin of 0.1, and up to " + LossBench.MOST_COMPOSED
                + " views also composed of tensor operations.",
        mixinStandardHelpOptions = true)
final class BenchLossCommand implements Callable<Integer> {

    private static final int MOST_VIEWS = 32768;
    private static final int MOST_DIMENSIONS = 4096;
    private static final int MOST_ROUNDS = 1000;
    private static final double LOG_MARGIN = 0.1;

    @Option(
            names = "--views",
            split = ",",
            defaultValue = "512,1024,4096",
            paramLabel = "N",
            description = "Views in a batch, of all images together; 512,1024,4096 if absent.")
    private List<Integer> views = new ArrayList<>();

    @Option(
            names = "--per-image",
            defaultValue = "8",
            paramLabel = "V",
            description = "Views of each image; 8 if absent.")
    private int perImage;

    @Option(
            names = "--dim",
            defaultValue = "128",
            paramLabel = "D",
            description = "Values in an embedding; 128 if absent.")
    private int dim;

    @Option(
            names = "--temperature",
            defaultValue = "0.05",
            paramLabel = "T",
            description = "Of Smooth-AP, from 1e-4 to 10; 0.05 if absent.")
    private double temperature;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            paramLabel = "R",
            description = "Rounds of each form, of 0.2 seconds or more; 5 if absent.")
    private int rounds;

    @Mixin
    private HostOrBackend backend;

    @Mixin
    private Results results;

    @Override
    public Integer call() throws IOException {
        BenchCommand.require("--per-image", perImage, 2, MOST_VIEWS / 2);
        BenchCommand.require("--dim", dim, 1, MOST_DIMENSIONS);
        BenchCommand.require("--rounds", rounds, 1, MOST_ROUNDS);
        List<ViewLayout> layouts = new ArrayList<>();
        for (int rows : views) {
            BenchCommand.require("--views", rows, 2 * perImage, MOST_VIEWS);
            if (rows % perImage != 0) {
                throw new InvalidInputException(
                        "--views: found " + rows + ", expected a multiple of --per-image, " + perImage);
            }
            layouts.add(ViewLayout.viewMajor(rows / perImage, perImage));
        }
        SmoothAp objective = SmoothAp.from(Settings.of("--temperature", Map.of("temperature", temperature)));
        Map<String, RankingObjective> objectives = new LinkedHashMap<>();
        objectives.put("fused", objective);
        objectives.put("fused-log", SmoothAp.log(temperature).withMargin(LOG_MARGIN));
        backend.use(HostTensorEngine.float32(), Components.discover(), tensors -> measure(tensors, objectives, layouts));
        return 0;
    }

    private void measure(TensorEngine tensors, Map<String, RankingObjective> objectives, List<ViewLayout> layouts)
            throws IOException {
        LossBench bench = new LossBench(rounds);
        List<LossResult> measured = new ArrayList<>();
        for (ViewLayout layout : layouts) {
            measured.addAll(bench.run(tensors, objectives, layout, dim));
        }
        String what = "smooth-ap and its gradient on " + tensors.name() + ": " + perImage + " views an image, " + dim
                + " dimensions, temperature " + temperature;
        results.print(json(measured, tensors), what + System.lineSeparator() + table(measured));
    }

    private static String table(List<LossResult> measured) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT, "%7s %-9s %10s %-21s %8s%n", "views", "form", "ms", "[min .. max]", "ratio"));
        for (LossResult row : measured) {
            RoundStatistics time = row.milliseconds();
            text.append(String.format(Locale.ROOT, "%7d %-9s %10.2f %-21s %8.3f%n",
                    row.views(),
                    row.form(),
                    time.median(),
                    String.format(Locale.ROOT, "[%.2f .. %.2f]", time.min(), time.max()),
                    row.ratio().median()));
        }
        return text.toString();
    }

    private ObjectNode json(List<LossResult> measured, TensorEngine tensors) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode rows = json.putArray("rows");
        for (LossResult row : measured) {
            ObjectNode node = rows.addObject().put("name", "loss/" + row.form() + "/" + row.views());
            BenchCommand.put(node, row.milliseconds(), "ms");
            BenchCommand.putRatio(node, row.ratio())
                    .put("loss", row.loss())
                    .put("views", row.views())
                    .put("perImage", perImage)
                    .put("dim", dim)
                    .put("temperature", temperature)
                    .put("tensors", tensors.name());
        }
        return json;
    }
}
