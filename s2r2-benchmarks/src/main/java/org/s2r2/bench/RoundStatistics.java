package org.s2r2.bench;

import java.util.Arrays;

/** The median, the smallest and the largest of some measurements, all in the measurements' unit. */
public record RoundStatistics(double median, double min, double max) {

    /**
     * The median of an even number of values is the mean of the middle two.
     *
     * @throws IllegalArgumentException if there is no value
     */
    static RoundStatistics of(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("found no measurement, expected 1 or more");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new RoundStatistics(median, sorted[0], sorted[sorted.length - 1]);
    }

    /**
     * The spread of {@code values[i] / references[i]}: of ratios within pairs that were measured side by side, which
     * drift of the machine from one pair to the next leaves alone.
     *
     * @throws IllegalArgumentException if the arrays differ in length
     */
    static RoundStatistics ofRatios(double[] values, double[] references) {
        if (values.length != references.length) {
            throw new IllegalArgumentException(
                    "pairs need as many of each: found " + values.length + " and " + references.length);
        }
        double[] ratios = new double[values.length];
        Arrays.setAll(ratios, i -> values[i] / references[i]);
        return of(ratios);
    }
}
