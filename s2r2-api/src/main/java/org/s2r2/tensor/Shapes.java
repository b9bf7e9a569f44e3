package org.s2r2.tensor;

import java.util.Arrays;

/** Arithmetic on shapes, and the errors where they do not fit. */
final class Shapes {

    private Shapes() {}

    static int size(int[] shape) {
        int size = 1;
        for (int length : shape) {
            if (length < 0) {
                throw new IllegalArgumentException("an axis has a negative length: " + Arrays.toString(shape));
            }
            size = Math.multiplyExact(size, length);
        }
        return size;
    }

    /** The product of the lengths of the axes {@code from} (inclusive) to {@code to} (exclusive). */
    static int size(int[] shape, int from, int to) {
        return size(Arrays.copyOfRange(shape, from, to));
    }

    static int[] requireSize(int[] shape, int values) {
        if (size(shape) != values) {
            throw new IllegalArgumentException(
                    "shape " + Arrays.toString(shape) + " holds " + size(shape) + " values, found " + values);
        }
        return shape.clone();
    }

    /** An axis counted from 0, given one that may be counted from the end. */
    static int axis(int axis, int[] shape) {
        if (axis < -shape.length || axis >= shape.length) {
            throw new IllegalArgumentException("no axis " + axis + " in shape " + Arrays.toString(shape));
        }
        return axis < 0 ? axis + shape.length : axis;
    }

    static int[] without(int axis, int[] shape) {
        int[] rest = new int[shape.length - 1];
        System.arraycopy(shape, 0, rest, 0, axis);
        System.arraycopy(shape, axis + 1, rest, axis, rest.length - axis);
        return rest;
    }

    static int[] requireMatrix(String operation, int[] shape) {
        if (shape.length != 2) {
            throw new IllegalArgumentException(operation + " takes a matrix, found shape " + Arrays.toString(shape));
        }
        return shape;
    }

    /** The shape that two shapes broadcast to. */
    static int[] broadcast(int[] left, int[] right) {
        int rank = Math.max(left.length, right.length);
        int[] shape = new int[rank];
        for (int i = 1; i <= rank; i++) {
            int a = i <= left.length ? left[left.length - i] : 1;
            int b = i <= right.length ? right[right.length - i] : 1;
            if (a != b && a != 1 && b != 1) {
                throw new IllegalArgumentException(
                        "shapes " + Arrays.toString(left) + " and " + Arrays.toString(right) + " do not broadcast");
            }
            shape[rank - i] = a == 1 ? b : a;
        }
        return shape;
    }
}
