package org.s2r2.objective;

import java.util.Arrays;

/**
 * The loss of one query after the other, as {@link SmoothAp} defines it, and its gradient at the query's similarities.
 *
 * <p>With E_j = exp(s_j / temperature) for all candidates, G(s_j - s_i) = E_j / (E_j + E_i): one exponential a
 * candidate and one division a pair. Similarities are taken relative to the largest of the positives, and positives
 * that are more than {@link #REACH} temperatures below it are left for another turn with a reference of their own, so
 * that no E overflows whatever the spread of the similarities. With cosine similarities and temperatures of 0.01 or
 * more one turn is enough.
 */
final class SmoothApQuery {

    /** How far below the reference, in temperatures, the positives of one turn may be. */
    private static final double REACH = 200;

    /**
     * Beyond this many temperatures above or below every positive of a turn, a candidate counts as if it were there:
     * exp(-250), 1e-109, is nothing beside 1 in any sum, and as a loss or gradient it is 0 in single precision.
     */
    private static final double OUT_OF_SIGHT = 250;

    private final double perTemperature;
    private final PrecisionForm form;
    private final double[] exponentials;
    private final double[] above;
    private final double[] positivesAbove;
    private final boolean[] done;

    /**
     * @param rows the number of rows that are there to be ranked
     * @param positives the number of positives of a query
     */
    SmoothApQuery(double temperature, PrecisionForm form, int rows, int positives) {
        this.form = form;
        this.perTemperature = 1 / temperature;
        this.exponentials = new double[rows];
        this.above = new double[rows];
        this.positivesAbove = new double[positives];
        this.done = new boolean[positives];
    }

    /**
     * The loss of a query.
     *
     * @param similarities of the query with every row, a margin added to negatives; minus infinity for a row that is no
     *     candidate
     * @param positives the rows that are its positives
     * @param slopes where the gradient at the similarities is written
     */
    double evaluate(double[] similarities, int[] positives, double[] slopes) {
        Arrays.fill(slopes, 0);
        Arrays.fill(done, false);
        double sum = 0;
        for (int left = positives.length; left > 0; ) {
            double reference = similarities[positives[largestLeft(similarities, positives)]];
            exponentials(similarities, reference);
            for (int i = 0; i < positives.length; i++) {
                // Asked in this way, similarities that are not numbers get their turn too.
                boolean outOfReach = (reference - similarities[positives[i]]) * perTemperature > REACH;
                if (!done[i] && !outOfReach) {
                    sum += positive(i, positives, slopes);
                    done[i] = true;
                    left--;
                }
            }
        }
        double scale = perTemperature / positives.length;
        for (int j = 0; j < slopes.length; j++) {
            slopes[j] *= scale;
        }
        return sum / positives.length;
    }

    private int largestLeft(double[] similarities, int[] positives) {
        int largest = -1;
        for (int i = 0; i < positives.length; i++) {
            if (!done[i] && (largest < 0 || similarities[positives[i]] > similarities[positives[largest]])) {
                largest = i;
            }
        }
        return largest;
    }

    /**
     * exp(x) as the 4096th power of exp(x / 4096), of which the first terms of its series are enough: from -450 to 250
     * its relative error is below 1e-10. The JIT compiler vectorises this loop, as it does not with Math.exp or with
     * another loop inside.
     */
    private void exponentials(double[] similarities, double reference) {
        double scale = perTemperature / 4096;
        double least = (-REACH - OUT_OF_SIGHT) / 4096;
        double most = OUT_OF_SIGHT / 4096;
        for (int j = 0; j < exponentials.length; j++) {
            double x = Math.max(least, Math.min((similarities[j] - reference) * scale, most));
            double power = x * (1 / 120.0 + x * (1 / 720.0 + x * (1 / 5040.0 + x / 40320)));
            power = 1 + x * (1 + x * (1 / 2.0 + x * (1 / 6.0 + x * (1 / 24.0 + power))));
            power *= power;
            power *= power;
            power *= power;
            power *= power;
            power *= power;
            power *= power;
            power *= power;
            power *= power;
            power *= power;
            power *= power;
            power *= power;
            power *= power;
            exponentials[j] = power;
        }
    }

    /**
     * The loss at one positive, from its precision (1 + P) / (1 + P + N) with the sums P and N of G over the other
     * positives and over the negatives. Adds the gradient, but for a factor that all positives share.
     */
    private double positive(int i, int[] positives, double[] slopes) {
        int self = positives[i];
        quotients(exponentials, exponentials[self], above);
        double before = 0;
        for (int j = 0; j < positives.length; j++) {
            positivesAbove[j] = j == i ? 0 : above[positives[j]];
            above[positives[j]] = 0;
            before += positivesAbove[j];
        }
        double negatives = sum(above);
        double rank = 1 + before + negatives;
        // The derivative of -log p is that of 1 - p, divided by p.
        double perPrecision = form == PrecisionForm.LOG ? rank / (1 + before) : 1;
        double perNegative = perPrecision * (1 + before) / (rank * rank);
        double perPositive = -perPrecision * negatives / (rank * rank);
        addSlopes(above, perNegative, slopes);
        double own = perNegative * sum(above);
        for (int j = 0; j < positives.length; j++) {
            double slope = perPositive * positivesAbove[j] * (1 - positivesAbove[j]);
            slopes[positives[j]] += slope;
            own += slope;
        }
        slopes[self] -= own;
        return form == PrecisionForm.LOG ? Math.log1p(negatives / (1 + before)) : negatives / rank;
    }

    private static void quotients(double[] values, double threshold, double[] result) {
        for (int j = 0; j < result.length; j++) {
            result[j] = values[j] / (values[j] + threshold);
        }
    }

    /** Turns values G into their derivatives G (1 - G), and adds them, weighted. */
    private static void addSlopes(double[] values, double weight, double[] sums) {
        for (int j = 0; j < values.length; j++) {
            double slope = values[j] * (1 - values[j]);
            values[j] = slope;
            sums[j] += weight * slope;
        }
    }

    /** Four sums side by side, since each addition has to wait for the one before it. */
    private static double sum(double[] values) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int j = 0;
        for (; j + 3 < values.length; j += 4) {
            s0 += values[j];
            s1 += values[j + 1];
            s2 += values[j + 2];
            s3 += values[j + 3];
        }
        for (; j < values.length; j++) {
            s0 += values[j];
        }
        return s0 + s1 + (s2 + s3);
    }
}
