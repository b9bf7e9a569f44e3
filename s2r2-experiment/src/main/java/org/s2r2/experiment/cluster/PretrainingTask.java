package org.s2r2.experiment.cluster;

import java.nio.file.Path;
import java.util.List;

/**
 * A pretraining for several workers.
 *
 * @param source what to call the experiment in messages
 * @param text the experiment in YAML
 * @param overrides of keys in it
 * @param run the folder of the run, in a place that all workers see
 * @param resume whether to go on with the run that is there
 * @param workers how many train together, at least 1
 */
public record PretrainingTask(
        String source, String text, List<String> overrides, Path run, boolean resume, int workers) {

    public PretrainingTask {
        overrides = List.copyOf(overrides);
    }
}
