package org.s2r2.npy;

import java.util.Arrays;
import org.s2r2.tensor.HostArray;

/**
 * A matrix in double precision, row-major. The array is not copied: who hands it over stops writing to it.
 *
 * @param rows the number of rows
 * @param columns the number of columns
 * @param values the elements, rows * columns of them
 */
public record NpyMatrix(int rows, int columns, double[] values) {

    /** @throws IllegalArgumentException if the numbers and the length of the array do not agree */
    public NpyMatrix {
        if (rows < 0 || columns < 0 || (long) rows * columns != values.length) {
            throw new IllegalArgumentException(
                    "a matrix of " + rows + " x " + columns + " cannot hold " + values.length + " values");
        }
    }

    /** The same matrix rounded to single precision. */
    public HostArray toFloats() {
        float[] rounded = new float[values.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = (float) values[i];
        }
        return HostArray.matrix(rounded, rows, columns);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NpyMatrix that
                && rows == that.rows
                && columns == that.columns
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * rows + columns) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "NpyMatrix[" + rows + ", " + columns + "]";
    }
}
