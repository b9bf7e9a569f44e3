package org.s2r2.tensor;

import java.util.Arrays;

/** Row-major matrices in flat arrays. */
final class Matrices {

    private static final int TILE = 32;

    private Matrices() {}

    /**
     * [n, k] by [k, m] gives [n, m]: each row of the result is a weighted sum of rows of {@code b}. That {@link
     * RowSums} is vectorised is worth the copies of rows.
     */
    static double[] multiply(double[] a, double[] b, int n, int k, int m) {
        double[][] rows = new double[k][];
        for (int p = 0; p < k; p++) {
            rows[p] = Arrays.copyOfRange(b, p * m, (p + 1) * m);
        }
        double[] c = new double[n * m];
        double[] sums = new double[m];
        for (int i = 0; i < n; i++) {
            Arrays.fill(sums, 0);
            RowSums.add(a, i * k, rows, 0, k, sums);
            System.arraycopy(sums, 0, c, i * m, m);
        }
        return c;
    }

    /** [n, m] gives [m, n], in tiles so that neither side leaves the cache. */
    static double[] transpose(double[] a, int n, int m) {
        double[] t = new double[a.length];
        for (int i0 = 0; i0 < n; i0 += TILE) {
            int i1 = Math.min(i0 + TILE, n);
            for (int j0 = 0; j0 < m; j0 += TILE) {
                int j1 = Math.min(j0 + TILE, m);
                for (int i = i0; i < i1; i++) {
                    for (int j = j0; j < j1; j++) {
                        t[j * n + i] = a[i * m + j];
                    }
                }
            }
        }
        return t;
    }
}
