package org.s2r2.eval.protocol;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.s2r2.tensor.HostArray;

/**
 * The ranks that relevant rows, those with a query's label, have among all rows, found in two passes over blocks of rows:
 * the first collects the similarities of the relevant rows, {@link Relevant}; the second counts how many other rows come
 * between them, {@link Between}. Both are joined over processes that saw rows of their own. No more is kept than a number
 * for each relevant row of each query.
 */
public final class RelevantRanks {

    private RelevantRanks() {}

    /**
     * The relevant rows of every query.
     *
     * @param keys [queries], in no order until {@link #sorted}
     */
    public record Relevant(long[][] keys) implements Serializable {

        /** None, for so many queries. */
        public static Relevant none(int queries) {
            return new Relevant(new long[queries][0]);
        }

        /** Those among a block of rows. */
        public static Relevant of(
                QueryRows queries, int[] queryLabels, HostArray rows, int firstRow, int[] labels) {
            long[][] found = new long[queries.count()][0];
            int[] sizes = new int[queries.count()];
            queries.compare(rows, (query, first, similarities, count) -> {
                for (int i = 0; i < count; i++) {
                    if (labels[first + i] == queryLabels[query]) {
                        if (sizes[query] == found[query].length) {
                            found[query] = Arrays.copyOf(found[query], Math.max(16, 2 * sizes[query]));
                        }
                        found[query][sizes[query]++] =
                                CosineSimilarities.rankKey(similarities[i], firstRow + first + i);
                    }
                }
            });
            for (int query = 0; query < found.length; query++) {
                found[query] = Arrays.copyOf(found[query], sizes[query]);
            }
            return new Relevant(found);
        }

        /** These and others of the same queries. */
        public Relevant with(Relevant others) {
            long[][] joined = new long[keys.length][];
            for (int query = 0; query < keys.length; query++) {
                long[] own = keys[query];
                long[] more = others.keys[query];
                joined[query] = Arrays.copyOf(own, own.length + more.length);
                System.arraycopy(more, 0, joined[query], own.length, more.length);
            }
            return new Relevant(joined);
        }

        /** The same, best first, when all blocks were seen. */
        public Relevant sorted() {
            long[][] sorted = new long[keys.length][];
            for (int query = 0; query < keys.length; query++) {
                sorted[query] = keys[query].clone();
                Arrays.sort(sorted[query]);
            }
            return new Relevant(sorted);
        }
    }

    /**
     * How many other rows come between the relevant ones.
     *
     * @param counts [queries][relevant + 1]: before the first, between the first and the second, to behind the last
     */
    public record Between(int[][] counts) implements Serializable {

        /** Of no rows. */
        public static Between none(Relevant sorted) {
            int[][] counts = new int[sorted.keys.length][];
            Arrays.setAll(counts, query -> new int[sorted.keys[query].length + 1]);
            return new Between(counts);
        }

        /** Those among a block of rows. */
        public static Between of(QueryRows queries, Relevant sorted, HostArray rows, int firstRow) {
            int[][] counts = none(sorted).counts;
            queries.compare(rows, (query, first, similarities, count) -> {
                long[] keys = sorted.keys[query];
                int[] ofQuery = counts[query];
                for (int i = 0; i < count; i++) {
                    int place = Arrays.binarySearch(
                            keys, CosineSimilarities.rankKey(similarities[i], firstRow + first + i));
                    if (place < 0) {
                        ofQuery[-place - 1]++;
                    }
                }
            });
            return new Between(counts);
        }

        /** These and others of the same queries. */
        public Between with(Between others) {
            int[][] sums = new int[counts.length][];
            for (int query = 0; query < counts.length; query++) {
                int[] own = counts[query];
                int[] more = others.counts[query];
                sums[query] = IntStream.range(0, own.length).map(i -> own[i] + more[i]).toArray();
            }
            return new Between(sums);
        }

        /** The ranks of a query's relevant rows, ascending, from 1. */
        public int[] ranks(int query) {
            int[] ranks = new int[counts[query].length - 1];
            int before = 0;
            for (int i = 0; i < ranks.length; i++) {
                before += counts[query][i];
                ranks[i] = before + i + 1;
            }
            return ranks;
        }
    }

    /**
     * The figures of {@link Retrieval}.
     *
     * @param train what to call the rows in messages
     * @param test what to call the queries in messages
     * @param ranks of the relevant rows of every query, ascending, from 1
     * @throws org.s2r2.settings.InvalidInputException if no query has a relevant row
     */
    public static EvaluationResult retrieval(String train, String test, List<int[]> ranks) {
        double[] averagePrecision = ranks.stream().mapToDouble(RelevantRanks::averagePrecision).toArray();
        int[] first = ranks.stream().mapToInt(own -> own.length == 0 ? 0 : own[0]).toArray();
        return new EvaluationResult(Map.of(Retrieval.NAME,
                RetrievalRanking.figures(RetrievalRanking.result(train, test, averagePrecision, first))));
    }

    /** As {@link AveragePrecision} has it. */
    private static double averagePrecision(int[] ranks) {
        double precisions = 0;
        for (int i = 0; i < ranks.length; i++) {
            precisions += (double) (i + 1) / ranks[i];
        }
        return ranks.length == 0 ? 0 : precisions / ranks.length;
    }
}
