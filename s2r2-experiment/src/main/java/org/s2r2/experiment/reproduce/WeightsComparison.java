package org.s2r2.experiment.reproduce;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.s2r2.checkpoint.Checkpoint;
import org.s2r2.checkpoint.CheckpointFolder;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.HostArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints that two runs have of the same steps, bit for bit: the weights, and what the optimiser and the
 * objective keep.
 *
 * @param checkpoints the names of those that were compared
 * @param identical whether all bits of all arrays are the same
 * @param different the arrays that are not, as {@code CHECKPOINT/ARRAY}; null where there are none
 * @param largestDifference the largest |a - b| of values of arrays that have one shape; null where all are identical
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record WeightsComparison(
        List<String> checkpoints, boolean identical, @Nullable List<String> different, @Nullable Double largestDifference) {

    private static final Logger LOG = LoggerFactory.getLogger(WeightsComparison.class);

    /** @return null where no step has a whole checkpoint in both */
    static @Nullable WeightsComparison of(CheckpointFolder then, CheckpointFolder now) throws IOException {
        List<String> compared = new ArrayList<>();
        List<String> different = new ArrayList<>();
        double largest = 0;
        for (Path folder : now.list()) {
            Path before = then.path().resolve(folder.getFileName());
            if (!then.list().contains(before)) {
                continue;
            }
            Map<String, HostArray> a;
            Map<String, HostArray> b;
            try {
                a = arrays(before);
                b = arrays(folder);
            } catch (InvalidInputException e) {
                LOG.warn("{}; it is not compared", e.getMessage());
                continue;
            }
            String name = folder.getFileName().toString();
            compared.add(name);
            TreeSet<String> keys = new TreeSet<>(a.keySet());
            keys.addAll(b.keySet());
            for (String key : keys) {
                if (!a.containsKey(key) || !a.get(key).equals(b.get(key))) {
                    different.add(name + "/" + key);
                    largest = Math.max(largest, difference(a.get(key), b.get(key)));
                }
            }
        }
        if (compared.isEmpty()) {
            return null;
        }
        return different.isEmpty()
                ? new WeightsComparison(compared, true, null, null)
                : new WeightsComparison(compared, false, different, largest);
    }

    private static Map<String, HostArray> arrays(Path folder) throws IOException {
        Checkpoint checkpoint = Checkpoint.load(folder);
        Map<String, HostArray> arrays = new LinkedHashMap<>(checkpoint.weights());
        checkpoint.optimizer().forEach((name, array) -> arrays.put("optimiser: " + name, array));
        checkpoint.objective().forEach((name, array) -> arrays.put("objective: " + name, array));
        checkpoint.teacher().forEach((name, array) -> arrays.put("teacher: " + name, array));
        return arrays;
    }

    private static double difference(@Nullable HostArray a, @Nullable HostArray b) {
        double largest = 0;
        if (a != null && b != null && Arrays.equals(a.shape(), b.shape())) {
            for (int i = 0; i < a.values().length; i++) {
                largest = Math.max(largest, Math.abs((double) a.values()[i] - b.values()[i]));
            }
        }
        return largest;
    }
}
