package org.s2r2.experiment.compare;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Means over seeds, and differences paired by seed. */
final class Statistics {

    private static final double CONFIDENCE = 0.95;

    private Statistics() {}

    /**
     * @param mean the mean
     * @param deviation the sample standard deviation, with n - 1; null for a single value
     * @param seeds how many values there are
     * @param difference from the first row; null in the first row, and without common seeds
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Metric(double mean, @Nullable Double deviation, int seeds, @Nullable Difference difference) {}

    /**
     * The mean of paired differences with its 95 % confidence interval by Student's t.
     *
     * @param mean this row minus the first
     * @param low the lower end; null for a single pair
     * @param high the upper end; null for a single pair
     * @param pairs seeds that both rows have
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Difference(double mean, @Nullable Double low, @Nullable Double high, int pairs) {

        /** @param differences one a pair, at least 1 */
        static Difference of(double... differences) {
            int n = differences.length;
            double mean = Statistics.mean(differences);
            Double deviation = Statistics.deviation(differences);
            if (deviation == null) {
                return new Difference(mean, null, null, 1);
            }
            double margin = StudentT.twoSided(CONFIDENCE, n - 1) * deviation / Math.sqrt(n);
            return new Difference(mean, mean - margin, mean + margin, n);
        }
    }

    static double mean(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("found no value, expected 1 or more");
        }
        return Arrays.stream(values).sum() / values.length;
    }

    /** The sample standard deviation of values, null for a single one. */
    static @Nullable Double deviation(double... values) {
        if (values.length < 2) {
            return null;
        }
        double mean = mean(values);
        double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
        return Math.sqrt(squares / (values.length - 1));
    }
}
