package org.s2r2.testkit.tensor;

/** NumPy's broadcasting rule, index by index: the oracle of the tests. */
final class PlainBroadcast {

    private PlainBroadcast() {}

    static int size(int[] shape) {
        int size = 1;
        for (int length : shape) {
            size *= length;
        }
        return size;
    }

    static int[] shape(int[] a, int[] b) {
        int[] shape = new int[Math.max(a.length, b.length)];
        for (int axis = 0; axis < shape.length; axis++) {
            shape[axis] = Math.max(length(a, axis, shape.length), length(b, axis, shape.length));
        }
        return shape;
    }

    /** Where element {@code i} of the result comes from in an operand. */
    static int place(int i, int[] shape, int[] operand) {
        int place = 0;
        int stride = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            int index = i % shape[axis];
            i /= shape[axis];
            int length = length(operand, axis, shape.length);
            place += (length == 1 ? 0 : index) * stride;
            stride *= length;
        }
        return place;
    }

    private static int length(int[] operand, int axis, int rank) {
        int own = axis - (rank - operand.length);
        return own < 0 ? 1 : operand[own];
    }
}
