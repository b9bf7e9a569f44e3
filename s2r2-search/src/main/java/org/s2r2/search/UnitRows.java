package org.s2r2.search;

import java.util.Arrays;

/** Embeddings of length 1, whose dot products are cosines. Sums are taken in one order, so that every machine has the same bits. */
final class UnitRows {

    /** The square of the length of a rounded row of length 1 differs from 1 by less: each value by half an ulp. */
    private static final double ROUNDED = 0x1p-22;

    private final float[][] rows;
    private final int dimension;

    /** @param rows [rows][dimension] of length 1 or 0; not copied */
    UnitRows(float[][] rows, int dimension) {
        this.rows = rows;
        this.dimension = dimension;
    }

    int count() {
        return rows.length;
    }

    int dimension() {
        return dimension;
    }

    /** Not to be written. */
    float[] row(int row) {
        return rows[row];
    }

    float similarity(float[] unit, int row) {
        return dot(unit, rows[row]);
    }

    /** A vector divided by its length; a vector of zeros, and one of length 1 as far as its values can say, stay as they are. */
    static float[] unit(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        float[] unit = Arrays.copyOf(vector, vector.length);
        if (squares > 0 && Math.abs(squares - 1) > ROUNDED) {
            double length = Math.sqrt(squares);
            for (int i = 0; i < unit.length; i++) {
                unit[i] = (float) (unit[i] / length);
            }
        }
        return unit;
    }

    /** Eight sums side by side, which a processor adds to at the same time. */
    static float dot(float[] a, float[] b) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        int i = 0;
        for (; i + 8 <= a.length; i += 8) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
            s4 += a[i + 4] * b[i + 4];
            s5 += a[i + 5] * b[i + 5];
            s6 += a[i + 6] * b[i + 6];
            s7 += a[i + 7] * b[i + 7];
        }
        for (; i < a.length; i++) {
            s0 += a[i] * b[i];
        }
        return s0 + s1 + (s2 + s3) + (s4 + s5 + (s6 + s7));
    }
}
