package org.s2r2.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopKnnCollector;
import org.apache.lucene.util.hnsw.HnswGraph;
import org.apache.lucene.util.hnsw.HnswGraphBuilder;
import org.apache.lucene.util.hnsw.HnswGraphSearcher;
import org.apache.lucene.util.hnsw.OnHeapHnswGraph;
import org.apache.lucene.util.hnsw.RandomVectorScorer;
import org.apache.lucene.util.hnsw.RandomVectorScorerSupplier;
import org.s2r2.search.NeighbourGraph.Level;

/**
 * Lucene's hierarchical graph on rows of length 1. It is built by one thread with a fixed seed, from dot products whose sums
 * have one order: the same rows give the same graph, bit for bit.
 */
final class NearestPictures {

    /** Neighbours of a row, and how many rows a search keeps while the graph is built: docs/search.md measures them. */
    private static final int NEIGHBOURS = 16;

    private static final int BUILD_BREADTH = 100;
    private static final long SEED = 42;

    /** How many rows a search keeps on its way, at least. */
    static final int BREADTH = 100;

    /** With fewer rows than so many times the breadth all are compared, which takes no longer. */
    private static final int EXACT_BELOW = 16;

    /** Sums of equal rows of length 1 are above it. */
    private static final float NEARLY_EQUAL = 0.999f;

    private static final float BELOW_ONE = Math.nextDown(1f);

    private static final Comparator<Match> BEST_FIRST =
            Comparator.comparingDouble((Match match) -> -match.similarity()).thenComparingInt(Match::picture);

    private final DistinctRows distinct;
    private final UnitRows rows;
    private final NeighbourGraph graph;

    /** @param graph of the distinct rows */
    NearestPictures(DistinctRows distinct, NeighbourGraph graph) {
        this.distinct = distinct;
        this.rows = distinct.rows();
        this.graph = graph;
    }

    /** Builds the graph of one distinct row or more. */
    static NeighbourGraph build(DistinctRows distinct) {
        UnitRows rows = distinct.rows();
        try {
            HnswGraphBuilder builder =
                    HnswGraphBuilder.create(new Similarities(rows), NEIGHBOURS, BUILD_BREADTH, SEED, rows.count());
            return copy(builder.build(rows.count()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static NeighbourGraph copy(OnHeapHnswGraph built) throws IOException {
        Level[] levels = new Level[built.numLevels()];
        for (int level = 0; level < levels.length; level++) {
            int[] on = HnswGraph.NodesIterator.getSortedNodes(built.getNodesOnLevel(level));
            int[] offsets = new int[on.length + 1];
            int[] neighbours = new int[on.length * 4];
            for (int i = 0; i < on.length; i++) {
                int end = offsets[i];
                built.seek(level, on[i]);
                for (int next = built.nextNeighbor(); next != DocIdSetIterator.NO_MORE_DOCS; next = built.nextNeighbor()) {
                    if (end == neighbours.length) {
                        neighbours = Arrays.copyOf(neighbours, 2 * end);
                    }
                    neighbours[end++] = next;
                }
                offsets[i + 1] = end;
            }
            levels[level] = new Level(on, offsets, Arrays.copyOf(neighbours, offsets[on.length]));
        }
        return new NeighbourGraph(built.entryNode(), levels);
    }

    /** The pictures most similar to a vector of length 1. */
    List<Match> of(float[] unit, int count) {
        int breadth = Math.max(BREADTH, count);
        if (rows.count() < (long) EXACT_BELOW * breadth) {
            return exact(unit, count);
        }
        return approximate(unit, count, breadth);
    }

    /** @param breadth how many rows the search keeps on its way, at least {@code count} */
    List<Match> approximate(float[] unit, int count, int breadth) {
        TopKnnCollector found = new TopKnnCollector(breadth, Integer.MAX_VALUE);
        try {
            HnswGraphSearcher.search(new Similarity(rows, unit), found, graph.walk(), null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<Match> matches = new ArrayList<>();
        for (ScoreDoc hit : found.topDocs().scoreDocs) {
            matches.add(new Match(hit.doc, similarity(unit, hit.doc)));
        }
        return best(matches, count);
    }

    /** By comparing all rows. */
    List<Match> exact(float[] unit, int count) {
        PriorityQueue<Match> worstFirst = new PriorityQueue<>(BEST_FIRST.reversed());
        for (int row = 0; row < rows.count(); row++) {
            float similarity = similarity(unit, row);
            if (worstFirst.size() < count) {
                worstFirst.add(new Match(row, similarity));
            } else if (similarity > worstFirst.peek().similarity()) {
                worstFirst.poll();
                worstFirst.add(new Match(row, similarity));
            }
        }
        return best(new ArrayList<>(worstFirst), count);
    }

    /** The cosine: 1 where the vector is the row and less where it is not, which sums in single precision may miss by some ulps. */
    private float similarity(float[] unit, int row) {
        float sum = rows.similarity(unit, row);
        if (sum < NEARLY_EQUAL) {
            return sum;
        }
        return Arrays.equals(unit, rows.row(row)) ? 1 : Math.min(sum, BELOW_ONE);
    }

    /** The pictures of rows: of each as many as are asked for, as no more can be among the best. */
    private List<Match> best(List<Match> matches, int count) {
        matches.sort(BEST_FIRST);
        List<Match> pictures = new ArrayList<>();
        for (int i = 0; i < matches.size() && pictures.size() < count; i++) {
            int[] equal = distinct.pictures()[matches.get(i).picture()];
            for (int k = 0; k < Math.min(count, equal.length); k++) {
                pictures.add(new Match(equal[k], matches.get(i).similarity()));
            }
        }
        pictures.sort(BEST_FIRST);
        return List.copyOf(pictures.subList(0, Math.min(count, pictures.size())));
    }

    /** The similarities of one vector, as Lucene wants them: 0 or more. */
    private record Similarity(UnitRows rows, float[] unit) implements RandomVectorScorer {

        @Override
        public float score(int row) {
            return Math.max(0, (1 + rows.similarity(unit, row)) / 2);
        }

        @Override
        public int maxOrd() {
            return rows.count();
        }
    }

    private record Similarities(UnitRows rows) implements RandomVectorScorerSupplier {

        @Override
        public RandomVectorScorer scorer(int row) {
            return new Similarity(rows, rows.row(row));
        }

        @Override
        public RandomVectorScorerSupplier copy() {
            return this;
        }
    }
}
