package org.s2r2.experiment.compare;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run of a comparison came to.
 *
 * @param run which run
 * @param metrics what the protocols found, fractions from 0 to 1 under dotted keys such as {@code knn.top1}; empty
 *     after a failure
 * @param online accuracies while the encoder learnt
 * @param seconds of training
 * @param failure why there is no result; null where there is one
 */
public record RunResult(
        ComparedRun run, Map<String, Double> metrics, List<Online> online, double seconds, @Nullable String failure) {

    /**
     * An accuracy while the encoder learnt.
     *
     * @param epoch epochs done
     * @param seconds of training so far
     * @param knn a fraction from 0 to 1
     */
    public record Online(int epoch, double seconds, double knn) {}

    public boolean failed() {
        return failure != null;
    }

    String dataset() {
        return run.dataset();
    }

    String row() {
        return run.row();
    }

    long seed() {
        return run.experiment().seed();
    }

    double viewsPerSecond() {
        return run.plan().processed() / seconds;
    }

    /** All fractions of an evaluation but for the baselines', of any protocols; whole numbers count things. */
    static Map<String, Double> metrics(JsonNode evaluation) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        evaluation.properties().forEach(protocol -> {
            if (!protocol.getKey().equals("baselines")) {
                collect(protocol.getKey(), protocol.getValue(), metrics);
            }
        });
        return metrics;
    }

    private static void collect(String key, JsonNode value, Map<String, Double> metrics) {
        if (value.isFloatingPointNumber()) {
            metrics.put(key, value.doubleValue());
        }
        value.properties().forEach(field -> collect(key + "." + field.getKey(), field.getValue(), metrics));
    }
}
