package org.s2r2.tensor;

import java.util.Arrays;

/**
 * Single-precision values with a shape, row-major, on the Java heap: how weights and embeddings travel between
 * engines, checkpoints and protocols. The array is not copied: who hands it over stops writing to it.
 *
 * @param shape the lengths of the axes; empty for a scalar
 * @param values the elements, as many as the product of the lengths
 */
public record HostArray(int[] shape, float[] values) {

    /** @throws IllegalArgumentException if shape and values do not agree */
    public HostArray {
        int size = 1;
        for (int length : shape) {
            size = Math.multiplyExact(size, length);
        }
        if (size != values.length) {
            throw new IllegalArgumentException(
                    "shape " + Arrays.toString(shape) + " holds " + size + " values, found " + values.length);
        }
    }

    /** A matrix of {@code rows} rows. */
    public static HostArray matrix(float[] values, int rows, int columns) {
        return new HostArray(new int[] {rows, columns}, values);
    }

    /** The length of the first axis. */
    public int rows() {
        return shape[0];
    }

    /** The number of values in one entry of the first axis. */
    public int columns() {
        return rows() == 0 ? 0 : values.length / rows();
    }

    /** Whether no value is infinite or not a number. */
    public boolean isFinite() {
        return isFinite(values);
    }

    /** Whether no value is infinite or not a number. */
    public static boolean isFinite(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HostArray that
                && Arrays.equals(shape, that.shape)
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shape) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "HostArray" + Arrays.toString(shape);
    }
}
