package org.s2r2.bench;

/** How many rows are classified, by how many training rows, of how many values each. */
public record KnnSize(int queries, int train, int dim) {

    public KnnSize {
        if (queries < 1 || train < 1 || dim < 1) {
            throw new IllegalArgumentException(
                    "expected 1 or more of each, found " + queries + " x " + train + " x " + dim);
        }
    }

    /** Multiplications of the similarities, each with its addition. */
    long products() {
        return (long) queries * train * dim;
    }

    /** {@code QUERIESxTRAINxDIM}. */
    @Override
    public String toString() {
        return queries + "x" + train + "x" + dim;
    }
}
