package org.s2r2.eval.protocol;

import org.s2r2.tensor.HostArray;

/**
 * Queries that rows are compared with by cosine similarity, a block of rows after the other, so that no process needs all
 * rows. A similarity has the same bits whatever block its row comes in, and the same as the protocols use.
 *
 * <p>Not for several threads at once.
 */
public final class QueryRows {

    private static final int MOST_QUERIES = 64;
    private static final int PANEL = 1024;

    private final int dim;
    private final float[][] unit;

    /** @param queries [queries, dim] */
    public QueryRows(HostArray queries) {
        this.dim = queries.columns();
        this.unit = new float[queries.rows()][RowProducts.padded(dim)];
        for (int i = 0; i < unit.length; i++) {
            CosineSimilarities.normalise(queries, i, unit[i]);
        }
    }

    /** Takes the similarities of one query with some rows; the array is reused. */
    public interface Consumer {
        /**
         * @param firstRow the position, in the block, of the row that the first similarity belongs to
         * @param count how many of the similarities count
         */
        void accept(int query, int firstRow, float[] similarities, int count);
    }

    /** How many queries there are. */
    public int count() {
        return unit.length;
    }

    /**
     * Compares all queries with the rows of a block; the rows of each query come in their order.
     *
     * @param rows [rows, dim]
     * @throws IllegalArgumentException if the rows have another dim
     */
    public void compare(HostArray rows, Consumer consumer) {
        if (rows.columns() != dim) {
            throw new IllegalArgumentException("rows of " + rows.columns() + " values, expected " + dim);
        }
        RowProducts.Panels panels = new RowProducts.Panels(rows.rows(), dim, PANEL);
        float[] values = new float[dim];
        for (int row = 0; row < rows.rows(); row++) {
            CosineSimilarities.normalise(rows, row, values);
            for (int k = 0; k < dim; k++) {
                panels.set(row, k, values[k]);
            }
        }
        float[][] left = new float[MOST_QUERIES][];
        float[][] tile = panels.tile(MOST_QUERIES);
        for (int first = 0; first < unit.length; first += MOST_QUERIES) {
            int queries = Math.min(MOST_QUERIES, unit.length - first);
            System.arraycopy(unit, first, left, 0, queries);
            for (int panel = 0; panel < panels.count(); panel++) {
                panels.multiply(panel, left, queries, tile);
                for (int i = 0; i < queries; i++) {
                    consumer.accept(first + i, panels.start(panel), tile[i], panels.width(panel));
                }
            }
        }
    }
}
