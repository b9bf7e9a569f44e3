package org.s2r2.tensor;

import java.util.Arrays;

/** Row-major matrices in flat arrays. */
final class Matrices {

    private static final int TILE = 32;

    private Matrices() {}

    /**
     * [n, k] by [k, m] gives [n, m]: each row of the result adds up rows of {@code b}, four at a time. The inner loop
     * indexes every array by the loop variable alone, without an offset, since only so does the JIT compiler vectorise
     * it; that is worth the copies of rows.
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
            int p = 0;
            for (; p + 3 < k; p += 4) {
                addFour(a, i * k + p, rows[p], rows[p + 1], rows[p + 2], rows[p + 3], sums);
            }
            for (; p < k; p++) {
                addOne(a[i * k + p], rows[p], sums);
            }
            System.arraycopy(sums, 0, c, i * m, m);
        }
        return c;
    }

    private static void addFour(double[] a, int at, double[] b0, double[] b1, double[] b2, double[] b3, double[] sums) {
        double a0 = a[at];
        double a1 = a[at + 1];
        double a2 = a[at + 2];
        double a3 = a[at + 3];
        for (int j = 0; j < sums.length; j++) {
            sums[j] += a0 * b0[j] + a1 * b1[j] + a2 * b2[j] + a3 * b3[j];
        }
    }

    private static void addOne(double factor, double[] b, double[] sums) {
        for (int j = 0; j < sums.length; j++) {
            sums[j] += factor * b[j];
        }
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
