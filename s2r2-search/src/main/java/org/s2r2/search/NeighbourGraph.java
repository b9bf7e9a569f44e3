package org.s2r2.search;

import java.util.Arrays;
import java.util.NoSuchElementException;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.hnsw.HnswGraph;

/**
 * A hierarchical graph of near rows (Malkov and Yashunin, "Efficient and robust approximate nearest neighbor search using
 * Hierarchical Navigable Small World graphs", 2016, arXiv 1603.09320). All rows are on level 0, fewer on each above.
 *
 * @param entry the row on the top level at which searches begin
 * @param levels from level 0 upwards, at least one
 */
record NeighbourGraph(int entry, Level[] levels) {

    /**
     * One level.
     *
     * @param rows on it, ascending
     * @param offsets [rows + 1], where the neighbours of each row begin among all
     * @param neighbours of all rows, behind each other
     */
    record Level(int[] rows, int[] offsets, int[] neighbours) {

        /** The place of a row on this level. */
        int place(int row) {
            return row < rows.length && rows[row] == row ? row : Arrays.binarySearch(rows, row);
        }
    }

    int size() {
        return levels[0].rows.length;
    }

    /** The graph as Lucene's search walks it; one thread uses it for one search. */
    HnswGraph walk() {
        return new Walk();
    }

    private final class Walk extends HnswGraph {

        private int[] neighbours = new int[0];
        private int next;
        private int end;

        @Override
        public void seek(int level, int row) {
            Level on = levels[level];
            int place = on.place(row);
            neighbours = on.neighbours;
            next = on.offsets[place];
            end = on.offsets[place + 1];
        }

        @Override
        public int size() {
            return NeighbourGraph.this.size();
        }

        @Override
        public int nextNeighbor() {
            return next < end ? neighbours[next++] : DocIdSetIterator.NO_MORE_DOCS;
        }

        @Override
        public int numLevels() {
            return levels.length;
        }

        @Override
        public int entryNode() {
            return entry;
        }

        @Override
        public NodesIterator getNodesOnLevel(int level) {
            if (level >= levels.length) {
                throw new NoSuchElementException("level " + level + " of " + levels.length);
            }
            return new ArrayNodesIterator(levels[level].rows, levels[level].rows.length);
        }
    }
}
