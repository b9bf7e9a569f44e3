package org.s2r2.spark;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.s2r2.experiment.ExperimentFile;
import org.s2r2.settings.Settings;

/**
 * A configuration on its way to workers, who run in other folders.
 *
 * @param source what to call it in messages
 * @param text in YAML
 * @param overrides of keys in it
 * @param folder the one that relative paths are taken from
 */
record WorkerConfig(String source, String text, List<String> overrides, String folder) implements Serializable {

    static WorkerConfig of(String source, String text, List<String> overrides) {
        return new WorkerConfig(source, text, new ArrayList<>(overrides), Path.of("").toAbsolutePath().toString());
    }

    /** The same with one override more. */
    WorkerConfig with(String override) {
        List<String> all = new ArrayList<>(overrides);
        all.add(override);
        return new WorkerConfig(source, text, all, folder);
    }

    /** The configuration, on as many threads as a task has cores, unless an override says how many. */
    Settings read() {
        List<String> all = new ArrayList<>(overrides);
        if (all.stream().noneMatch(override -> override.startsWith("backend.threads="))) {
            all.add("backend.threads=" + cores());
        }
        return read(all);
    }

    /** The configuration, on as many threads as it says, and on as many as a task has cores where it does not say. */
    Settings readAsWritten() {
        return read(overrides).section("backend").has("threads") ? read(overrides) : read();
    }

    private Settings read(List<String> all) {
        return ExperimentFile.parse(source, text, all).from(Path.of(folder));
    }

    /** The cores of a task. */
    static int cores() {
        return SparkEnv.get().conf().getInt("spark.task.cpus", 1);
    }
}
