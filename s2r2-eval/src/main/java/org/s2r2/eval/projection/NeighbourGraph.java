package org.s2r2.eval.projection;

import java.util.Arrays;

/**
 * The nearest neighbours of every row, nearest first and without the row itself.
 *
 * @param degree how many neighbours a row has, at least 1
 * @param neighbours [rows, degree] indices of rows
 * @param distances [rows, degree], at least 0, for example one minus the cosine similarity
 */
public record NeighbourGraph(int degree, int[] neighbours, float[] distances) {

    /** @throws IllegalArgumentException if the sizes do not agree, or a neighbour is no row */
    public NeighbourGraph {
        if (degree < 1 || neighbours.length % degree != 0 || distances.length != neighbours.length) {
            throw new IllegalArgumentException("a graph of degree " + degree + " with " + neighbours.length
                    + " neighbours and " + distances.length + " distances");
        }
        int rows = neighbours.length / degree;
        if (Arrays.stream(neighbours).anyMatch(neighbour -> neighbour < 0 || neighbour >= rows)) {
            throw new IllegalArgumentException("a neighbour that is none of the " + rows + " rows");
        }
    }

    /** How many rows there are. */
    public int rows() {
        return neighbours.length / degree;
    }
}
