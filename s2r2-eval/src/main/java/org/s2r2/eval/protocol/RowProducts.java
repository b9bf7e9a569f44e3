package org.s2r2.eval.protocol;

import java.util.Arrays;

/**
 * Matrix products as sums of scaled rows. Java keeps floating-point order, so that a plain dot product is never
 * vectorised; adding a multiple of one row to another is, provided that rows are arrays of their own, indexed from 0.
 * Every element of a result is the sum of its products in the same order, wherever it stands in the matrix.
 */
final class RowProducts {

    /** How many scaled rows are added at a time; shared lengths are padded with zeros to a multiple of it. */
    static final int STEP = 4;

    private RowProducts() {}

    static int padded(int length) {
        return (length + STEP - 1) / STEP * STEP;
    }

    /** sum[j] += a0 * b0[j] + a1 * b1[j] + a2 * b2[j] + a3 * b3[j] for j below {@code length}. */
    static void add(
            float[] sum,
            float[] b0,
            float[] b1,
            float[] b2,
            float[] b3,
            int length,
            float a0,
            float a1,
            float a2,
            float a3) {
        for (int j = 0; j < length; j++) {
            sum[j] += a0 * b0[j] + a1 * b1[j] + a2 * b2[j] + a3 * b3[j];
        }
    }

    /**
     * A matrix [rows, dim] cut into panels of rows, each transposed, so that its product with other rows is a sum of
     * scaled panel rows that stay in the first cache.
     */
    static final class Panels {

        private final int rows;
        private final int most;
        private final float[][][] panels;

        /**
         * Panels of rows of zeros, to be filled with {@link #set}.
         *
         * @param most how many rows are in each panel but the last
         */
        Panels(int rows, int dim, int most) {
            this.rows = rows;
            this.most = most;
            this.panels = new float[(rows + most - 1) / most][padded(dim)][];
            for (int p = 0; p < panels.length; p++) {
                for (int k = 0; k < panels[p].length; k++) {
                    panels[p][k] = new float[Math.min(most, rows - p * most)];
                }
            }
        }

        int rows() {
            return rows;
        }

        int count() {
            return panels.length;
        }

        int start(int panel) {
            return panel * most;
        }

        int width(int panel) {
            return panels[panel][0].length;
        }

        void set(int row, int k, float value) {
            panels[row / most][k][row % most] = value;
        }

        /**
         * The dot products of some rows with every row of one panel.
         *
         * @param left rows of padded length
         * @param products [left.length] rows of at least the panel's width, overwritten
         */
        void multiply(int panel, float[][] left, int count, float[][] products) {
            float[][] right = panels[panel];
            int width = width(panel);
            for (int i = 0; i < count; i++) {
                Arrays.fill(products[i], 0, width, 0);
            }
            for (int k = 0; k < right.length; k += STEP) {
                for (int i = 0; i < count; i++) {
                    float[] a = left[i];
                    add(products[i], right[k], right[k + 1], right[k + 2], right[k + 3], width,
                            a[k], a[k + 1], a[k + 2], a[k + 3]);
                }
            }
        }

        /** Room for the products of some rows with any one panel. */
        float[][] tile(int rows) {
            return new float[rows][most];
        }
    }
}
