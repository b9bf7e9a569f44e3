package org.s2r2.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.s2r2.bench.SearchBench;
import org.s2r2.bench.SearchBench.Rows;
import org.s2r2.search.SearchMeasurement;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "search",
        description = "Measures an index of random embeddings, clustered and uniform, beside comparing all of them.",
        mixinStandardHelpOptions = true)
final class BenchSearchCommand implements Callable<Integer> {

    private static final int MOST_ROWS = 10_000_000;
    private static final int MOST_DIMENSIONS = 65536;
    private static final int TOP = 10;

    @Option(names = "--size", defaultValue = "100000", paramLabel = "N", description = "Embeddings; 100000 if absent.")
    private int size;

    @Option(names = "--dim", defaultValue = "128", paramLabel = "D", description = "Values of each; 128 if absent.")
    private int dim;

    @Option(names = "--queries", defaultValue = "1000", paramLabel = "Q", description = "Queries; 1000 if absent.")
    private int queries;

    @Mixin
    private Results results;

    @Override
    public Integer call() throws IOException {
        BenchCommand.require("--size", size, 1, MOST_ROWS);
        BenchCommand.require("--dim", dim, 1, MOST_DIMENSIONS);
        BenchCommand.require("--queries", queries, 1, MOST_ROWS);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode rows = json.putArray("rows");
        StringBuilder text = new StringBuilder(size + " embeddings of " + dim + " values, " + queries + " queries for the "
                + TOP + " nearest, one thread" + System.lineSeparator());
        text.append(String.format(Locale.ROOT, "%-10s %-6s %10s %10s %9s %8s %8s%n",
                "rows", "form", "median ms", "p95 ms", "recall@10", "build s", "open s"));
        for (Rows kind : Rows.values()) {
            SearchMeasurement measured = SearchBench.run(kind, size, dim, queries, TOP);
            String name = kind.name().toLowerCase(Locale.ROOT);
            text.append(String.format(Locale.ROOT, "%-10s %-6s %10.3f %10.3f %9.4f %8.1f %8.2f%n", name, "index",
                    part(measured.milliseconds(), 0.5), part(measured.milliseconds(), 0.95), measured.recall(),
                    measured.buildSeconds(), measured.openSeconds()));
            text.append(String.format(Locale.ROOT, "%-10s %-6s %10.3f %10.3f %9.4f%n", name, "exact",
                    part(measured.exactMilliseconds(), 0.5), part(measured.exactMilliseconds(), 0.95), 1.0));
            put(rows, name + "/index", measured.milliseconds())
                    .put("recall", measured.recall())
                    .put("buildSeconds", measured.buildSeconds())
                    .put("openSeconds", measured.openSeconds());
            put(rows, name + "/exact", measured.exactMilliseconds()).put("recall", 1.0);
        }
        results.print(json, text.toString());
        return 0;
    }

    private ObjectNode put(ArrayNode rows, String name, double[] milliseconds) {
        return rows.addObject()
                .put("name", "search/" + name)
                .put("value", part(milliseconds, 0.5))
                .put("unit", "ms")
                .put("p95", part(milliseconds, 0.95))
                .put("size", size)
                .put("dim", dim)
                .put("queries", queries);
    }

    /** The value below which a part of others lies. */
    private static double part(double[] values, double part) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) (part * (sorted.length - 1))];
    }
}
