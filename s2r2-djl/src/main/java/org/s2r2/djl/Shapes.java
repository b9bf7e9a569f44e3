package org.s2r2.djl;

import java.util.Arrays;

/** The shape rules of {@link org.s2r2.tensor.Tensor}, whose breach libtorch would report as an error of the engine. */
final class Shapes {

    private Shapes() {}

    static void requireBroadcast(int[] left, int[] right) {
        int common = Math.min(left.length, right.length);
        for (int i = 1; i <= common; i++) {
            int a = left[left.length - i];
            int b = right[right.length - i];
            if (a != b && a != 1 && b != 1) {
                throw unfit("broadcasting", left, right);
            }
        }
    }

    static void requireMatmul(int[] left, int[] right) {
        if (left.length != 2 || right.length != 2 || left[1] != right[0]) {
            throw unfit("a matrix product", left, right);
        }
    }

    static void requireConcat(int[] left, int[] right) {
        boolean fits = left.length > 0 && left.length == right.length
                && Arrays.equals(left, 1, left.length, right, 1, right.length);
        if (!fits) {
            throw unfit("concatenation", left, right);
        }
    }

    static void requireMatrix(int[] shape) {
        if (shape.length != 2) {
            throw new IllegalArgumentException("expected a matrix, found shape " + Arrays.toString(shape));
        }
    }

    static void requireSize(int[] shape, int size) {
        int expected = 1;
        for (int length : shape) {
            if (length < 0) {
                throw new IllegalArgumentException("negative length in shape " + Arrays.toString(shape));
            }
            expected = Math.multiplyExact(expected, length);
        }
        if (expected != size) {
            throw new IllegalArgumentException(
                    "shape " + Arrays.toString(shape) + " holds " + expected + " values, found " + size);
        }
    }

    /** The axis counted from 0. */
    static int axis(int axis, int[] shape) {
        int found = axis < 0 ? axis + shape.length : axis;
        if (found < 0 || found >= shape.length) {
            throw new IllegalArgumentException("no axis " + axis + " in shape " + Arrays.toString(shape));
        }
        return found;
    }

    private static IllegalArgumentException unfit(String operation, int[] left, int[] right) {
        return new IllegalArgumentException("shapes " + Arrays.toString(left) + " and " + Arrays.toString(right)
                + " do not fit " + operation);
    }
}
