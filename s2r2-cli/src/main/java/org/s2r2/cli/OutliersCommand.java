package org.s2r2.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.s2r2.search.Match;
import org.s2r2.search.Outliers;
import org.s2r2.search.PictureIndex;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "outliers",
        description = "Lists the pictures of an index that are least like others, with their mean similarity to the nearest.",
        mixinStandardHelpOptions = true)
final class OutliersCommand implements Callable<Integer> {

    private static final int MOST_NEIGHBOURS = 1000;

    @Mixin
    private IndexOption index;

    @Option(names = "--count", defaultValue = "20", paramLabel = "N", description = "How many to list, 20 by default.")
    private int count;

    @Option(
            names = "--neighbours",
            paramLabel = "K",
            description = "How many nearest pictures the mean is over; " + Outliers.NEIGHBOURS + " if absent.")
    private int neighbours = Outliers.NEIGHBOURS;

    @Mixin
    private Results results;

    @Override
    public Integer call() throws IOException {
        BenchCommand.require("--count", count, 1, Integer.MAX_VALUE);
        BenchCommand.require("--neighbours", neighbours, 1, MOST_NEIGHBOURS);
        try (PictureIndex open = index.open()) {
            List<Match> ranked = Outliers.ranked(open, neighbours);
            List<Match> first = ranked.subList(0, Math.min(count, ranked.size()));
            results.print(json(open, first), text(open, first));
        }
        return 0;
    }

    private ObjectNode json(PictureIndex index, List<Match> outliers) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("neighbours", neighbours);
        ArrayNode pictures = json.putArray("outliers");
        outliers.forEach(outlier -> pictures.add(IndexOption.json(index, outlier)));
        return json;
    }

    private static String text(PictureIndex index, List<Match> outliers) {
        StringBuilder text = new StringBuilder();
        for (Match outlier : outliers) {
            text.append(String.format(Locale.ROOT, "%7.4f  %s%n", outlier.similarity(),
                    IndexOption.shown(index, outlier.picture())));
        }
        return text.toString();
    }
}
