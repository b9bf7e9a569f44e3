package org.s2r2.tensor;

/**
 * The element-wise operations of two operands, one plain loop for each way in which a row advances. Loops this plain
 * are what the JIT compiler turns into vector instructions.
 */
enum Arithmetic {
    ADD {
        @Override
        void both(double[] a, int i, double[] b, int j, double[] out, int k, int length) {
            for (int n = 0; n < length; n++) {
                out[k + n] = a[i + n] + b[j + n];
            }
        }

        @Override
        void left(double[] a, int i, double b, double[] out, int k, int length) {
            for (int n = 0; n < length; n++) {
                out[k + n] = a[i + n] + b;
            }
        }

        @Override
        void right(double a, double[] b, int j, double[] out, int k, int length) {
            left(b, j, a, out, k, length);
        }
    },
    SUB {
        @Override
        void both(double[] a, int i, double[] b, int j, double[] out, int k, int length) {
            for (int n = 0; n < length; n++) {
                out[k + n] = a[i + n] - b[j + n];
            }
        }

        @Override
        void left(double[] a, int i, double b, double[] out, int k, int length) {
            for (int n = 0; n < length; n++) {
                out[k + n] = a[i + n] - b;
            }
        }

        @Override
        void right(double a, double[] b, int j, double[] out, int k, int length) {
            for (int n = 0; n < length; n++) {
                out[k + n] = a - b[j + n];
            }
        }
    },
    MUL {
        @Override
        void both(double[] a, int i, double[] b, int j, double[] out, int k, int length) {
            for (int n = 0; n < length; n++) {
                out[k + n] = a[i + n] * b[j + n];
            }
        }

        @Override
        void left(double[] a, int i, double b, double[] out, int k, int length) {
            for (int n = 0; n < length; n++) {
                out[k + n] = a[i + n] * b;
            }
        }

        @Override
        void right(double a, double[] b, int j, double[] out, int k, int length) {
            left(b, j, a, out, k, length);
        }
    },
    DIV {
        @Override
        void both(double[] a, int i, double[] b, int j, double[] out, int k, int length) {
            for (int n = 0; n < length; n++) {
                out[k + n] = a[i + n] / b[j + n];
            }
        }

        @Override
        void left(double[] a, int i, double b, double[] out, int k, int length) {
            for (int n = 0; n < length; n++) {
                out[k + n] = a[i + n] / b;
            }
        }

        @Override
        void right(double a, double[] b, int j, double[] out, int k, int length) {
            for (int n = 0; n < length; n++) {
                out[k + n] = a / b[j + n];
            }
        }
    };

    /** A row in which both operands advance. */
    abstract void both(double[] a, int i, double[] b, int j, double[] out, int k, int length);

    /** A row in which only the left operand advances. */
    abstract void left(double[] a, int i, double b, double[] out, int k, int length);

    /** A row in which only the right operand advances. */
    abstract void right(double a, double[] b, int j, double[] out, int k, int length);

    /** The operation on two broadcast operands, as a new row-major array. */
    double[] apply(Broadcast broadcast, double[] a, double[] b) {
        double[] result = new double[broadcast.size()];
        broadcast.forEachRow((i, aStep, j, bStep, k, length) -> {
            if (aStep == bStep) {
                both(a, i, b, j, result, k, length);
            } else if (aStep == 1) {
                left(a, i, b[j], result, k, length);
            } else {
                right(a[i], b, j, result, k, length);
            }
        });
        return result;
    }
}
