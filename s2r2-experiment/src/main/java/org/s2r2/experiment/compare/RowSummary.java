package org.s2r2.experiment.compare;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import org.s2r2.experiment.compare.Statistics.Difference;
import org.s2r2.experiment.compare.Statistics.Metric;

/**
 * One row of a comparison on one dataset, over its seeds.
 *
 * @param metrics by their dotted keys; empty where all seeds failed
 * @param seconds of training, the mean over seeds; null where all failed
 * @param viewsPerSecond the mean over seeds; null where all failed
 * @param views how many views a run processes
 * @param failed seeds without a result; null where there are none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RowSummary(
        String dataset,
        String row,
        Map<String, Metric> metrics,
        @Nullable Double seconds,
        @Nullable Double viewsPerSecond,
        long views,
        @Nullable List<Failure> failed) {

    record Failure(long seed, String message) {}

    /**
     * @param own the results of the row, one a seed, at least one
     * @param first the results of the first row; null for the first row itself
     */
    static RowSummary of(List<RunResult> own, @Nullable List<RunResult> first) {
        List<RunResult> done = own.stream().filter(result -> !result.failed()).toList();
        List<Failure> failed = own.stream()
                .filter(RunResult::failed)
                .map(result -> new Failure(result.seed(), Objects.requireNonNull(result.failure(), "a failure says why")))
                .toList();
        Map<String, Metric> metrics = new LinkedHashMap<>();
        done.stream().flatMap(result -> result.metrics().keySet().stream()).distinct()
                .forEach(key -> metrics.put(key, metric(key, done, first)));
        return new RowSummary(own.get(0).dataset(), own.get(0).row(), metrics,
                mean(done, RunResult::seconds), mean(done, RunResult::viewsPerSecond),
                own.get(0).run().plan().processed(), failed.isEmpty() ? null : failed);
    }

    private static Metric metric(String key, List<RunResult> done, @Nullable List<RunResult> first) {
        double[] values = done.stream()
                .filter(result -> result.metrics().containsKey(key))
                .mapToDouble(result -> result.metrics().get(key))
                .toArray();
        double[] differences = done.stream()
                .flatMapToDouble(result -> (first == null ? List.<RunResult>of() : first).stream()
                        .filter(other -> other.seed() == result.seed())
                        .flatMapToDouble(other -> difference(result.metrics().get(key), other.metrics().get(key))))
                .toArray();
        return new Metric(Statistics.mean(values), Statistics.deviation(values), values.length,
                differences.length == 0 ? null : Difference.of(differences));
    }

    private static DoubleStream difference(@Nullable Double value, @Nullable Double from) {
        return value == null || from == null ? DoubleStream.empty() : DoubleStream.of(value - from);
    }

    private static @Nullable Double mean(List<RunResult> done, ToDoubleFunction<RunResult> value) {
        return done.isEmpty() ? null : Statistics.mean(done.stream().mapToDouble(value).toArray());
    }
}
