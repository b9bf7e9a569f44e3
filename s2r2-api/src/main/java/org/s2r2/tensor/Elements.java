package org.s2r2.tensor;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** Element-wise loops over arrays of one length. */
final class Elements {

    private Elements() {}

    static double[] map(double[] x, DoubleUnaryOperator operator) {
        double[] result = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            result[i] = operator.applyAsDouble(x[i]);
        }
        return result;
    }

    static double[] map(double[] x, double[] y, DoubleBinaryOperator operator) {
        double[] result = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            result[i] = operator.applyAsDouble(x[i], y[i]);
        }
        return result;
    }

    static double[] scale(double[] x, double factor) {
        double[] result = new double[x.length];
        Arithmetic.MUL.left(x, 0, factor, result, 0, x.length);
        return result;
    }

    // The sigmoid is most of a ranking loss's time, so that it has loops of its own instead of a call per element.

    /** 1 / (1 + exp(-x)); for x &lt; 0 as e / (1 + e) with e = exp(x), which keeps its relative precision as it vanishes. */
    static double[] sigmoid(double[] x) {
        double[] result = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            double e = Math.exp(-Math.abs(x[i]));
            result[i] = (x[i] < 0 ? e : 1) / (1 + e);
        }
        return result;
    }

    /** The gradient y (1 - y) of the sigmoid y, times the gradient at it. */
    static double[] sigmoidGradient(double[] gradient, double[] y) {
        double[] result = new double[y.length];
        for (int i = 0; i < y.length; i++) {
            result[i] = gradient[i] * (y[i] * (1 - y[i]));
        }
        return result;
    }
}
