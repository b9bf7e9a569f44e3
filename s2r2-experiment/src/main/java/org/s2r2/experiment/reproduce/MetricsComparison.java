package org.s2r2.experiment.reproduce;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of two runs, line by line, without what a clock decides. Only the lines that the first run has are looked
 * at: it may have been interrupted.
 *
 * @param steps how many steps were compared
 * @param first the first value that differs; null where there is none
 * @param largestLossDifference of all losses a and b, the largest |a - b| / max(|a|, |b|)
 * @param aligned whether the lines are about the same events of the same steps, so that losses can be compared
 */
record MetricsComparison(long steps, @Nullable Difference first, double largestLossDifference, boolean aligned) {

    private static final String LOSS = "loss";

    /**
     * A value that differs.
     *
     * @param line the line of the first run's file, from 1
     * @param event the event of the line
     * @param step the step of the line
     * @param key what differs; null where there is no such line in the second run
     * @param then what the first run has; null where it has nothing under the key
     * @param now what the second run has; null where it has nothing under the key, or no such line
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Difference(int line, String event, long step, @Nullable String key, @Nullable JsonNode then,
            @Nullable JsonNode now) {}

    /** @param steps lines of later steps are left out */
    static MetricsComparison of(Path then, Path now, long steps) throws IOException {
        Difference first = null;
        double largest = 0;
        long step = 0;
        try (MetricsLines before = new MetricsLines(then, steps);
                MetricsLines after = new MetricsLines(now, steps)) {
            for (MetricsLines.Line a = before.next(); a != null; a = before.next()) {
                MetricsLines.Line b = after.next();
                Difference difference = b == null
                        ? new Difference(a.number(), a.event(), a.step(), null, a.json(), null)
                        : difference(a, b.json());
                first = first == null ? difference : first;
                double loss = b == null || !sameEvent(a, b) ? Double.NaN : lossDifference(a.json(), b.json());
                if (Double.isNaN(loss)) {
                    return new MetricsComparison(step, first, largest, false);
                }
                largest = Math.max(largest, loss);
                step = a.step();
            }
        }
        return new MetricsComparison(step, first, largest, true);
    }

    private static boolean sameEvent(MetricsLines.Line a, MetricsLines.Line b) {
        return a.event().equals(b.event()) && a.step() == b.step();
    }

    private static @Nullable Difference difference(MetricsLines.Line line, JsonNode now) {
        Set<String> keys = new LinkedHashSet<>();
        line.json().fieldNames().forEachRemaining(keys::add);
        now.fieldNames().forEachRemaining(keys::add);
        for (String key : keys) {
            JsonNode then = line.json().get(key);
            if (!key.endsWith("econds") && !key.endsWith("PerSecond") && !Objects.equals(then, now.get(key))) {
                return new Difference(line.number(), line.event(), line.step(), key, then, now.get(key));
            }
        }
        return null;
    }

    /** Not a number where only one of the lines has a loss, or a loss is none. */
    private static double lossDifference(JsonNode then, JsonNode now) {
        if (Objects.equals(then.get(LOSS), now.get(LOSS))) {
            return 0;
        }
        if (!then.path(LOSS).isNumber() || !now.path(LOSS).isNumber()) {
            return Double.NaN;
        }
        double a = then.get(LOSS).asDouble();
        double b = now.get(LOSS).asDouble();
        return a == b ? 0 : Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b));
    }
}
