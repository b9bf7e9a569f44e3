package org.s2r2.tensor;

import java.util.Arrays;

/**
 * Reductions along one axis. The array is seen as [outer, length, inner], where {@code length} is the axis reduced, and
 * the result as [outer, inner].
 */
record Reductions(int outer, int length, int inner) {

    static Reductions along(int axis, int[] shape) {
        return new Reductions(
                Shapes.size(shape, 0, axis), shape[axis], Shapes.size(shape, axis + 1, shape.length));
    }

    /** The sum of a stretch of an array. Four partial sums break the chain of dependent additions. */
    static double sum(double[] values, int from, int length) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = from;
        int end = from + length;
        for (; i + 3 < end; i += 4) {
            s0 += values[i];
            s1 += values[i + 1];
            s2 += values[i + 2];
            s3 += values[i + 3];
        }
        for (; i < end; i++) {
            s0 += values[i];
        }
        return (s0 + s1) + (s2 + s3);
    }

    double[] sum(double[] x) {
        double[] sums = new double[outer * inner];
        for (int o = 0; o < outer; o++) {
            if (inner == 1) {
                sums[o] = sum(x, o * length, length);
                continue;
            }
            for (int l = 0; l < length; l++) {
                int from = (o * length + l) * inner;
                int to = o * inner;
                for (int i = 0; i < inner; i++) {
                    sums[to + i] += x[from + i];
                }
            }
        }
        return sums;
    }

    /** The gradient of {@link #sum(double[])}: every element along the axis gets the gradient of its sum. */
    double[] repeat(double[] gradient) {
        double[] repeated = new double[outer * length * inner];
        for (int o = 0; o < outer; o++) {
            if (inner == 1) {
                Arrays.fill(repeated, o * length, (o + 1) * length, gradient[o]);
                continue;
            }
            for (int l = 0; l < length; l++) {
                System.arraycopy(gradient, o * inner, repeated, (o * length + l) * inner, inner);
            }
        }
        return repeated;
    }

    /** Where the largest element along the axis is, as an index into {@code x}: the first of equals; a NaN wins. */
    int[] argMax(double[] x) {
        requireElements();
        int[] places = new int[outer * inner];
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < inner; i++) {
                int best = o * length * inner + i;
                for (int l = 1; l < length; l++) {
                    int place = (o * length + l) * inner + i;
                    // Compares false for NaN both ways, so that a NaN replaces numbers and nothing replaces a NaN.
                    if (!(x[place] <= x[best]) && !Double.isNaN(x[best])) {
                        best = place;
                    }
                }
                places[o * inner + i] = best;
            }
        }
        return places;
    }

    /** log(sum(exp(x))) as m + log(sum(exp(x - m))) with the maximum m, whose largest exponential is 1. */
    double[] logSumExp(double[] x) {
        int[] places = argMax(x);
        double[] results = new double[outer * inner];
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < inner; i++) {
                double max = x[places[o * inner + i]];
                double sum = 0;
                for (int l = 0; l < length; l++) {
                    sum += Math.exp(x[(o * length + l) * inner + i] - max);
                }
                // An infinite maximum is the result itself; the formula would subtract infinities.
                results[o * inner + i] = Double.isInfinite(max) ? max : max + Math.log(sum);
            }
        }
        return results;
    }

    /** The gradient of {@link #logSumExp}: the softmax exp(x - result), times the gradient at the result. */
    double[] softmax(double[] x, double[] results, double[] gradient) {
        double[] products = new double[x.length];
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < inner; i++) {
                int at = o * inner + i;
                for (int l = 0; l < length; l++) {
                    int place = (o * length + l) * inner + i;
                    products[place] = gradient[at] * Math.exp(x[place] - results[at]);
                }
            }
        }
        return products;
    }

    private void requireElements() {
        if (length == 0) {
            throw new IllegalArgumentException("an axis of length 0 has no largest element");
        }
    }
}
