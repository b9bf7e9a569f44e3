package org.s2r2.tensor;

/** Rows divided by their Euclidean lengths, and rows of zeros in place of those that have none. */
final class UnitRows {

    private static final double SHORTEST_SQUARED = 1e-24;

    /** Makes 1 or more of any excess over the shortest length that single precision can tell. */
    private static final double STEEP = 1e33;

    private UnitRows() {}

    /**
     * A row's divisor is its length, as the 1e-24 beside its square is nothing in any precision. A row that is too short
     * is multiplied by 0, or else its gradient would be divided by 1e-12.
     */
    static Tensor of(Tensor rows) {
        int count = rows.shape()[0];
        Tensor squares = rows.mul(rows).sum(1);
        Tensor lengths = squares.add(SHORTEST_SQUARED).sqrt().reshape(count, 1);
        return rows.mul(isLongEnough(squares.detach()).reshape(count, 1)).div(lengths);
    }

    /** 1 or 0, a step made of two bends. */
    private static Tensor isLongEnough(Tensor squares) {
        Tensor excess = squares.add(-SHORTEST_SQUARED).relu();
        return excess.mul(-STEEP).add(1).relu().mul(-1).add(1);
    }
}
