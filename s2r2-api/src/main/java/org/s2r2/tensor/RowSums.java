package org.s2r2.tensor;

/** Weighted sums of rows in double precision: what products of matrices on the Java heap are made of. */
public final class RowSums {

    private RowSums() {}

    /**
     * Adds {@code weights[at] * rows[from] + weights[at + 1] * rows[from + 1] + ...} up to the row before {@code to},
     * in an order that depends on {@code to - from} alone. Four rows are added at a time, and the inner loop indexes
     * every array by the loop variable alone, without an offset: only so does the JIT compiler vectorise it.
     *
     * @param weights {@code to - from} of them, from {@code at}
     * @param rows each as long as {@code sums}
     */
    public static void add(double[] weights, int at, double[][] rows, int from, int to, double[] sums) {
        int row = from;
        int next = at;
        for (; row + 3 < to; row += 4, next += 4) {
            addFour(weights, next, rows[row], rows[row + 1], rows[row + 2], rows[row + 3], sums);
        }
        for (; row < to; row++, next++) {
            addOne(weights[next], rows[row], sums);
        }
    }

    private static void addFour(
            double[] weights, int at, double[] r0, double[] r1, double[] r2, double[] r3, double[] sums) {
        double w0 = weights[at];
        double w1 = weights[at + 1];
        double w2 = weights[at + 2];
        double w3 = weights[at + 3];
        for (int j = 0; j < sums.length; j++) {
            sums[j] += w0 * r0[j] + w1 * r1[j] + w2 * r2[j] + w3 * r3[j];
        }
    }

    private static void addOne(double weight, double[] row, double[] sums) {
        for (int j = 0; j < sums.length; j++) {
            sums[j] += weight * row[j];
        }
    }
}
