package org.s2r2.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import org.s2r2.eval.protocol.EvaluationResult;
import org.s2r2.eval.protocol.Evaluator;
import org.s2r2.eval.protocol.Figure;
import org.s2r2.eval.protocol.Knn;
import org.s2r2.eval.protocol.NearestRows;
import org.s2r2.eval.protocol.QueryRows;
import org.s2r2.eval.protocol.RelevantRanks;
import org.s2r2.eval.protocol.RelevantRanks.Between;
import org.s2r2.eval.protocol.RelevantRanks.Relevant;
import org.s2r2.eval.protocol.Retrieval;
import org.s2r2.experiment.cluster.Cluster.SearchResult;
import org.s2r2.experiment.cluster.SearchTask;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.spark.table.EmbeddingTable;
import org.s2r2.spark.table.EmbeddingTable.Group;
import org.s2r2.spark.table.GroupReader;
import org.s2r2.tensor.HostArray;

/**
 * Searches a table of embeddings, of which every task reads groups of its own, block by block, and compares them with all
 * queries. The ranks of retrieval take two passes, for as many queries at a time as have so many relevant rows together.
 */
final class SearchJob {

    private static final long MOST_RELEVANT = 1 << 22;

    private final JavaSparkContext spark;
    private final SearchTask task;
    private final EmbeddingTable table;
    private final JavaRDD<Group> groups;
    private final Queries queries;

    SearchJob(JavaSparkContext spark, SearchTask task) {
        this.spark = spark;
        this.task = task;
        requireKnown(task);
        this.table = EmbeddingTable.open(task.rows());
        this.groups = spark.parallelize(table.groups(), table.groups().size());
        this.queries = Queries.read(task.queries());
    }

    /**
     * Rows to search for.
     *
     * @param labels -1 where one has none
     */
    private record Queries(float[] values, int rows, int[] labels) implements Serializable {

        static Queries read(String place) {
            EmbeddingTable table = EmbeddingTable.open(place);
            List<HostArray> blocks = new ArrayList<>();
            List<int[]> labels = new ArrayList<>();
            table.groups().forEach(group -> GroupReader.read(group, block -> {
                blocks.add(block.values());
                labels.add(block.labels());
            }));
            int dim = blocks.get(0).columns();
            float[] values = new float[Math.multiplyExact(table.rows(), dim)];
            int at = 0;
            for (HostArray block : blocks) {
                requireWidth(place, block.columns(), dim, place);
                System.arraycopy(block.values(), 0, values, at, block.values().length);
                at += block.values().length;
            }
            return new Queries(values, table.rows(), labels.stream().flatMapToInt(IntStream::of).toArray());
        }

        QueryRows unit() {
            return new QueryRows(HostArray.matrix(values, rows, dim()));
        }

        int dim() {
            return values.length / rows;
        }

        Queries part(int from, int to) {
            return new Queries(Arrays.copyOfRange(values, from * dim(), to * dim()), to - from,
                    Arrays.copyOfRange(labels, from, to));
        }
    }

    /** How many rows have each label. */
    private record LabelCounts(TreeMap<Integer, Long> counts) implements Serializable {

        static LabelCounts of(int[] labels) {
            TreeMap<Integer, Long> counts = new TreeMap<>();
            for (int label : labels) {
                counts.merge(label, 1L, Long::sum);
            }
            return new LabelCounts(counts);
        }

        LabelCounts with(LabelCounts others) {
            others.counts.forEach((label, count) -> counts.merge(label, count, Long::sum));
            return this;
        }
    }

    SearchResult run() {
        boolean knn = asked(Knn.NAME);
        boolean retrieval = asked(Retrieval.NAME);
        LabelCounts labels = knn || retrieval ? labels() : null;
        int k = Math.min(table.rows(), Math.max(knn ? Knn.DEFAULT.k() : 0, task.neighbours()));
        Map<String, List<Figure>> figures = new LinkedHashMap<>();
        int[][] neighbours = {};
        if (k > 0) {
            NearestRows nearest = nearest(k);
            if (knn) {
                int[] classes = labels.counts.keySet().stream().mapToInt(Integer::intValue).toArray();
                figures.putAll(nearest.first(Knn.DEFAULT.k()).vote(Knn.DEFAULT, classes, queries.labels).byProtocol());
            }
            int listed = Math.min(task.neighbours(), table.rows());
            neighbours = listed == 0 ? neighbours : IntStream.range(0, queries.rows)
                    .mapToObj(query -> Arrays.copyOf(nearest.rows(query), listed)).toArray(int[][]::new);
        }
        if (retrieval) {
            figures.putAll(RelevantRanks.retrieval(task.rows(), task.queries(), ranks(labels)).byProtocol());
        }
        return new SearchResult(new EvaluationResult(figures), neighbours);
    }

    private boolean asked(String protocol) {
        return task.protocols().contains(Evaluator.ALL) || task.protocols().contains(protocol);
    }

    private static void requireKnown(SearchTask task) {
        for (String name : task.protocols()) {
            if (!List.of(Evaluator.ALL, Knn.NAME, Retrieval.NAME).contains(name)) {
                throw new InvalidInputException("--protocol: found '" + name + "' beside --on, expected one of " + Knn.NAME + ", "
                        + Retrieval.NAME + ", " + Evaluator.ALL + ", none, which work by similarities alone");
            }
        }
    }

    private LabelCounts labels() {
        LabelCounts counts = join(groups.map(group -> WorkerResult.of(() -> LabelCounts.of(GroupReader.labels(group)))),
                LabelCounts::with);
        if (counts.counts.containsKey(-1)) {
            throw new InvalidInputException(task.rows() + ": found " + counts.counts.get(-1)
                    + " rows without a label, expected one in each for a protocol");
        }
        for (int label : queries.labels) {
            if (label < 0) {
                throw new InvalidInputException(task.queries()
                        + ": found a row without a label, expected one in each for a protocol");
            }
        }
        return counts;
    }

    private NearestRows nearest(int k) {
        Broadcast<Queries> sent = spark.broadcast(queries);
        return join(groups.map(group -> WorkerResult.of(() -> {
            QueryRows unit = sent.value().unit();
            NearestRows[] found = {NearestRows.none(unit.count(), k)};
            GroupReader.read(group, block -> {
                requireWidth(group.table(), block.values().columns(), sent.value().dim(), "the queries");
                found[0] = found[0].with(NearestRows.of(unit, block.values(), block.firstRow(), block.labels(), k));
            });
            return found[0];
        })), NearestRows::with);
    }

    private List<int[]> ranks(LabelCounts labels) {
        List<int[]> ranks = new ArrayList<>();
        int from = 0;
        while (from < queries.rows) {
            int to = from;
            long relevant = 0;
            while (to < queries.rows) {
                relevant += labels.counts.getOrDefault(queries.labels[to], 0L);
                if (to > from && relevant > MOST_RELEVANT) {
                    break;
                }
                to++;
            }
            Between between = between(queries.part(from, to));
            IntStream.range(0, to - from).forEach(query -> ranks.add(between.ranks(query)));
            from = to;
        }
        return ranks;
    }

    private Between between(Queries part) {
        Broadcast<Queries> sent = spark.broadcast(part);
        Relevant relevant = join(groups.map(group -> WorkerResult.of(() -> {
            QueryRows unit = sent.value().unit();
            Relevant[] found = {Relevant.none(unit.count())};
            GroupReader.read(group, block -> {
                requireWidth(group.table(), block.values().columns(), sent.value().dim(), "the queries");
                found[0] = found[0].with(
                        Relevant.of(unit, sent.value().labels, block.values(), block.firstRow(), block.labels()));
            });
            return found[0];
        })), Relevant::with).sorted();
        Broadcast<Relevant> sorted = spark.broadcast(relevant);
        Between found = join(groups.map(group -> WorkerResult.of(() -> {
            QueryRows unit = sent.value().unit();
            Between[] sums = {Between.none(sorted.value())};
            GroupReader.read(group, block ->
                    sums[0] = sums[0].with(Between.of(unit, sorted.value(), block.values(), block.firstRow())));
            return sums[0];
        })), Between::with);
        sent.destroy();
        sorted.destroy();
        return found;
    }

    private interface Joining<T> extends Function2<T, T, T> {}

    /** Joins what tasks found, on the workers as far as possible. */
    private static <T extends Serializable> T join(JavaRDD<WorkerResult<T>> results, Joining<T> joining) {
        return results.treeReduce((one, other) -> one.refusal() != null ? one : other.refusal() != null ? other
                : new WorkerResult<>(joining.call(one.value(), other.value()), null)).orThrow();
    }

    private static void requireWidth(String name, int found, int expected, String asIn) {
        if (found != expected) {
            throw new InvalidInputException(
                    name + ": rows of " + found + " values, expected " + expected + " as in " + asIn);
        }
    }
}
