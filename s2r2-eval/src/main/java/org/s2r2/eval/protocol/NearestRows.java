package org.s2r2.eval.protocol;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Map;
import org.s2r2.tensor.HostArray;

/**
 * The rows most similar to each query, of the blocks that were shown so far: highest similarity first, ties by the number of
 * the row. What several processes found in rows of their own is joined by {@link #with}.
 */
public final class NearestRows implements Serializable {

    private static final long serialVersionUID = 1L;

    private final int k;

    /** [queries], the rank keys of the nearest, best first. */
    private final long[][] keys;

    /** [queries], the labels of the same rows. */
    private final int[][] labels;

    private NearestRows(int k, long[][] keys, int[][] labels) {
        this.k = k;
        this.keys = keys;
        this.labels = labels;
    }

    /** @param k how many of each query, at least 1; all where there are fewer */
    public static NearestRows none(int queries, int k) {
        return new NearestRows(k, new long[queries][0], new int[queries][0]);
    }

    /**
     * Those of a block of rows alone.
     *
     * @param rows [rows, dim]
     * @param firstRow the number of the block's first row; all numbers have to be below 2^31
     * @param labels [rows]
     */
    public static NearestRows of(QueryRows queries, HostArray rows, int firstRow, int[] labels, int k) {
        Collector collector = new Collector(queries.count(), k, firstRow);
        queries.compare(rows, collector);
        return collector.found(labels);
    }

    /** Keeps the best of every query while a block is compared. */
    static final class Collector implements QueryRows.Consumer {

        private final int k;
        private final int firstRow;
        private final long[][] heaps;
        private final int[] sizes;

        Collector(int queries, int k, int firstRow) {
            this.k = k;
            this.firstRow = firstRow;
            this.heaps = new long[queries][];
            this.sizes = new int[queries];
        }

        @Override
        public void accept(int query, int first, float[] similarities, int count) {
            if (heaps[query] == null) {
                heaps[query] = new long[k];
            }
            long[] heap = heaps[query];
            int size = sizes[query];
            int i = 0;
            for (; i < count && size < k; i++) {
                heap[size++] = CosineSimilarities.rankKey(similarities[i], firstRow + first + i);
                if (size == k) {
                    TopK.heapify(heap);
                }
            }
            sizes[query] = size;
            if (i == count) {
                return;
            }
            float worst = CosineSimilarities.similarity(heap[0]);
            for (; i < count; i++) {
                // A later row with the same similarity ranks behind, so that only a higher one gets in.
                if (similarities[i] > worst) {
                    TopK.sink(heap, 0, CosineSimilarities.rankKey(similarities[i], firstRow + first + i));
                    worst = CosineSimilarities.similarity(heap[0]);
                }
            }
        }

        NearestRows found(int[] labels) {
            long[][] keys = new long[heaps.length][];
            int[][] ofKeys = new int[heaps.length][];
            for (int query = 0; query < heaps.length; query++) {
                keys[query] = heaps[query] == null ? new long[0] : Arrays.copyOf(heaps[query], sizes[query]);
                Arrays.sort(keys[query]);
                ofKeys[query] = new int[keys[query].length];
                for (int i = 0; i < keys[query].length; i++) {
                    ofKeys[query][i] = labels[CosineSimilarities.index(keys[query][i]) - firstRow];
                }
            }
            return new NearestRows(k, keys, ofKeys);
        }
    }

    /** The nearest of these and of others, for the same queries and the same k. */
    public NearestRows with(NearestRows others) {
        long[][] joined = new long[keys.length][];
        int[][] joinedLabels = new int[keys.length][];
        for (int query = 0; query < keys.length; query++) {
            int count = Math.min(k, keys[query].length + others.keys[query].length);
            joined[query] = new long[count];
            joinedLabels[query] = new int[count];
            int own = 0;
            int other = 0;
            for (int i = 0; i < count; i++) {
                boolean takeOwn = other == others.keys[query].length
                        || own < keys[query].length && keys[query][own] < others.keys[query][other];
                joined[query][i] = takeOwn ? keys[query][own] : others.keys[query][other];
                joinedLabels[query][i] = takeOwn ? labels[query][own++] : others.labels[query][other++];
            }
        }
        return new NearestRows(k, joined, joinedLabels);
    }

    /** The nearest of them alone, so many of each query. */
    public NearestRows first(int count) {
        return new NearestRows(
                count,
                Arrays.stream(keys).map(own -> Arrays.copyOf(own, Math.min(count, own.length))).toArray(long[][]::new),
                Arrays.stream(labels).map(own -> Arrays.copyOf(own, Math.min(count, own.length))).toArray(int[][]::new));
    }

    /** The numbers of a query's rows, nearest first. */
    public int[] rows(int query) {
        return Arrays.stream(keys[query]).mapToInt(CosineSimilarities::index).toArray();
    }

    /**
     * The accuracy of the vote of these rows, as {@link Knn} takes it.
     *
     * @param settings whose k is that of these rows
     * @param trainClasses all labels that occur among the rows compared, ascending
     * @param queryLabels the labels of the queries
     */
    public EvaluationResult vote(Knn settings, int[] trainClasses, int[] queryLabels) {
        KnnVote vote = new KnnVote(settings, trainClasses.length);
        int right = 0;
        for (int query = 0; query < keys.length; query++) {
            int[] classes = Arrays.stream(labels[query]).map(label -> Arrays.binarySearch(trainClasses, label)).toArray();
            long[] ofQuery = keys[query];
            int named = vote.of(ofQuery.length, i -> CosineSimilarities.similarity(ofQuery[i]), i -> classes[i]);
            right += named == Arrays.binarySearch(trainClasses, queryLabels[query]) ? 1 : 0;
        }
        return new EvaluationResult(Map.of(Knn.NAME, KnnVote.figures((double) right / keys.length)));
    }
}
