package org.s2r2.objective.ranking;

import org.s2r2.tensor.Tensor;

/** Rows divided by their Euclidean lengths. */
final class UnitRows {

    /** Beside the squared length of any row that has a direction it is nothing; a row of zeros stays one. */
    private static final double SHORTEST_SQUARED = 1e-24;

    private UnitRows() {}

    /** @param rows [n, dim] */
    static Tensor of(Tensor rows) {
        Tensor squares = rows.mul(rows).sum(1).add(SHORTEST_SQUARED);
        return rows.div(squares.sqrt().reshape(rows.shape()[0], 1));
    }
}
