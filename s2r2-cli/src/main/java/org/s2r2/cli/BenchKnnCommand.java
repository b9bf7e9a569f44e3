package org.s2r2.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.s2r2.bench.KnnBench;
import org.s2r2.bench.KnnResult;
import org.s2r2.bench.KnnSize;
import org.s2r2.bench.RoundStatistics;
import org.s2r2.eval.protocol.EvaluationSettings;
import org.s2r2.eval.protocol.Knn;
import org.s2r2.settings.InvalidInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "knn",
        description = "Measures kNN on random embeddings: alone, with retrieval, and up to " + KnnBench.MOST_PLAIN
                + " products also by its definition.",
        mixinStandardHelpOptions = true)
final class BenchKnnCommand implements Callable<Integer> {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})x(\\d{1,9})x(\\d{1,9})");
    private static final int MOST_ROWS = 10_000_000;
    private static final int MOST_DIMENSIONS = 65536;
    private static final int MOST_VALUES = Integer.MAX_VALUE - 8;
    private static final int MOST_ROUNDS = 1000;
    private static final int MOST_THREADS = 1024;
    private static final double MIB = 1 << 20;

    @Option(
            names = "--size",
            split = ",",
            defaultValue = "1000x2000x512,10000x20000x512",
            paramLabel = "QxTxD",
            description = "Queries x training rows x dimensions; 1000x2000x512,10000x20000x512 if absent.")
    private List<String> sizes = new ArrayList<>();

    @Option(names = "--k", defaultValue = "200", paramLabel = "K", description = "Neighbours that vote; 200 if absent.")
    private int k;

    @Option(names = "--threads", paramLabel = "N", description = "Threads; one for each processor if absent.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--rounds",
            defaultValue = "3",
            paramLabel = "R",
            description = "Rounds of each form, of 0.2 seconds or more; 3 if absent.")
    private int rounds;

    @Mixin
    private Results results;

    @Override
    public Integer call() throws IOException {
        BenchCommand.require("--k", k, 1, MOST_ROWS);
        BenchCommand.require("--threads", threads, 1, MOST_THREADS);
        BenchCommand.require("--rounds", rounds, 1, MOST_ROUNDS);
        List<KnnSize> parsed = sizes.stream().map(BenchKnnCommand::parse).toList();
        EvaluationSettings defaults = EvaluationSettings.defaults();
        EvaluationSettings settings = new EvaluationSettings(
                Knn.k(k),
                defaults.linear(),
                defaults.labels(),
                threads);
        KnnBench bench = new KnnBench(rounds, settings);
        List<KnnResult> measured = new ArrayList<>();
        parsed.forEach(size -> measured.addAll(bench.run(size)));
        String what = "kNN of queries x training rows x dimensions, k " + k + ", " + threads + " threads";
        results.print(json(measured), what + System.lineSeparator() + table(measured));
        return 0;
    }

    private static KnnSize parse(String text) {
        Matcher numbers = SIZE.matcher(text);
        if (!numbers.matches()) {
            throw new InvalidInputException(
                    "--size: found '" + text + "', expected QUERIESxTRAINxDIM such as 1000x2000x512");
        }
        int queries = Integer.parseInt(numbers.group(1));
        int train = Integer.parseInt(numbers.group(2));
        int dim = Integer.parseInt(numbers.group(3));
        BenchCommand.require("--size, queries", queries, 1, MOST_ROWS);
        BenchCommand.require("--size, training rows", train, 1, MOST_ROWS);
        BenchCommand.require("--size, dimensions", dim, 1, MOST_DIMENSIONS);
        if ((long) Math.max(queries, train) * dim > MOST_VALUES) {
            throw new InvalidInputException("--size: found '" + text + "', expected at most " + MOST_VALUES
                    + " values of the queries and as many of the training rows");
        }
        return new KnnSize(queries, train, dim);
    }

    private static String table(List<KnnResult> measured) {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%-18s %-18s %8s %-19s %8s %9s %8s %7s%n",
                "size", "form", "s", "[min .. max]", "ratio", "GFLOP/s", "MiB", "top-1"));
        for (KnnResult row : measured) {
            RoundStatistics time = row.seconds();
            text.append(String.format(Locale.ROOT, "%-18s %-18s %8.3f %-19s %8.3f %9.1f %8.0f %7.4f%n",
                    row.size(),
                    row.form(),
                    time.median(),
                    String.format(Locale.ROOT, "[%.3f .. %.3f]", time.min(), time.max()),
                    row.ratio().median(),
                    row.gflops(),
                    row.heapBytes() / MIB,
                    row.top1()));
        }
        return text.toString();
    }

    private ObjectNode json(List<KnnResult> measured) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode rows = json.putArray("rows");
        for (KnnResult row : measured) {
            ObjectNode node = rows.addObject().put("name", "knn/" + row.form() + "/" + row.size());
            BenchCommand.put(node, row.seconds(), "s");
            BenchCommand.putRatio(node, row.ratio())
                    .put("gflops", row.gflops())
                    .put("heapMib", row.heapBytes() / MIB)
                    .put("top1", row.top1())
                    .put("queries", row.size().queries())
                    .put("train", row.size().train())
                    .put("dim", row.size().dim())
                    .put("k", k)
                    .put("threads", threads);
        }
        return json;
    }
}
