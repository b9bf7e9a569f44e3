package org.s2r2.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.s2r2.bench.EmbedBench;
import org.s2r2.bench.EmbedResult;
import org.s2r2.bench.RoundStatistics;
import org.s2r2.experiment.Experiment;
import org.s2r2.settings.InvalidInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "embed",
        description = "Measures how fast an experiment's encoder embeds images of noise, and compares backends.",
        mixinStandardHelpOptions = true)
final class BenchEmbedCommand implements Callable<Integer> {

    private static final int MOST_IMAGES = 65536;

    @Option(
            names = "--images",
            defaultValue = "1024",
            paramLabel = "N",
            description = "Images that are embedded in one call; 1024 if absent.")
    private int images;

    @Mixin
    private BenchedExperiment experiment;

    @Mixin
    private RoundOptions turns;

    @Mixin
    private Results results;

    @Override
    public Integer call() throws IOException {
        turns.require();
        BenchCommand.require("--images", images, 1, MOST_IMAGES);
        EmbedBench bench = new EmbedBench(turns.rounds(), turns.seconds(), images);
        List<Experiment> experiments = experiment.onEachBackend();
        Experiment first = experiments.get(0);
        if (3L * images * first.evaluationSize() * first.evaluationSize() > Integer.MAX_VALUE / Float.BYTES) {
            throw new InvalidInputException("--images: found " + images + ", expected so few that images of "
                    + first.evaluationSize() + " pixels fit into 2 GiB");
        }
        List<EmbedResult> measured = bench.run(experiments);
        String what = "embedding of " + first.name() + ": " + first.encoder().name() + ", " + images + " images of "
                + first.evaluationSize() + " px";
        results.print(json(measured), what + System.lineSeparator() + table(measured));
        return 0;
    }

    private static String table(List<EmbedResult> measured) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT, "%-8s %10s %-23s %7s%n", "backend", "images/s", "[min .. max]", "ratio"));
        for (EmbedResult row : measured) {
            RoundStatistics rate = row.imagesPerSecond();
            text.append(String.format(Locale.ROOT, "%-8s %10.1f %-23s %7.3f%n",
                    row.name(),
                    rate.median(),
                    String.format(Locale.ROOT, "[%.1f .. %.1f]", rate.min(), rate.max()),
                    row.ratio().median()));
        }
        return text.toString();
    }

    private ObjectNode json(List<EmbedResult> measured) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode rows = json.putArray("rows");
        for (EmbedResult row : measured) {
            ObjectNode node = rows.addObject().put("name", "embed/" + row.name());
            BenchCommand.put(node, row.imagesPerSecond(), "images/s");
            BenchCommand.putRatio(node, row.ratio())
                    .put("images", images)
                    .put("size", row.size())
                    .put("norm", row.norm())
                    .put("backend", row.backend());
        }
        return json;
    }
}
