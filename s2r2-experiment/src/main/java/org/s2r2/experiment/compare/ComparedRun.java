package org.s2r2.experiment.compare;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.s2r2.checkpoint.CheckpointFolder.Choice;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.EncoderSource;
import org.s2r2.experiment.Evaluation;
import org.s2r2.experiment.Experiment;
import org.s2r2.experiment.ExperimentFile;
import org.s2r2.experiment.Pretraining;
import org.s2r2.experiment.RunFolder;
import org.s2r2.experiment.RunPlan;
import org.s2r2.file.JsonFile;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.training.DivergedException;
import org.s2r2.training.StopRequest;
import org.s2r2.training.TrainingListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a comparison: an ordinary run folder.
 *
 * @param dataset the name in the comparison
 * @param row the name in the comparison
 * @param experiment what is run
 * @param plan what the run is
 * @param folder where it is, or will be
 * @param protocols how it is judged
 * @param pictured whether its nearest neighbours are in the report
 * @param components for the evaluation
 */
public record ComparedRun(
        String dataset,
        String row,
        Experiment experiment,
        RunPlan plan,
        RunFolder folder,
        Set<String> protocols,
        boolean pictured,
        Components components) {

    private static final Logger LOG = LoggerFactory.getLogger(ComparedRun.class);

    /** The dataset, the row and the seed. */
    public String title() {
        return dataset + "/" + row + "/seed-" + experiment.seed();
    }

    /** Refuses a folder that holds a run of another configuration, and a new run that could not start. */
    void requirePossible() {
        if (!folder.exists()) {
            experiment.models().requireWeights();
            return;
        }
        Map<String, Object> found = flat(folder.config(List.of()).written());
        // Through text and back, so that numbers have the types that reading gives them.
        Map<String, Object> expected =
                flat(ExperimentFile.parse("", ExperimentFile.write(plan.config()), List.of()).written());
        Set<String> keys = new TreeSet<>(found.keySet());
        keys.addAll(expected.keySet());
        keys.removeIf(key -> key.startsWith("backend.")
                || String.valueOf(found.get(key)).equals(String.valueOf(expected.get(key))));
        if (!keys.isEmpty()) {
            throw new InvalidInputException(folder.path() + ": holds a run of another configuration: "
                    + String.join("; ", keys.stream()
                            .map(key -> key + ": found " + found.getOrDefault(key, "nothing") + ", expected "
                                    + expected.getOrDefault(key, "nothing"))
                            .toList())
                    + "; choose another folder with --out, or remove it");
        }
    }

    private static Map<String, Object> flat(Map<String, Object> config) {
        Map<String, Object> flat = new LinkedHashMap<>();
        flatten("", config, flat);
        return flat;
    }

    private static void flatten(String key, @Nullable Object value, Map<String, Object> flat) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((below, entry) -> flatten(key.isEmpty() ? below.toString() : key + "." + below, entry, flat));
        } else {
            flat.put(key, value);
        }
    }

    /**
     * Does what the run still lacks: training from its newest checkpoint on, evaluation, pictures. A run that diverged
     * is not tried again.
     *
     * @param stop ends the training between two steps
     * @param listeners who else follows the training
     * @return the result, or the failure where the run diverged
     * @throws org.s2r2.training.TrainingStoppedException if the training was asked to stop
     */
    public RunResult finish(StopRequest stop, List<TrainingListener> listeners) {
        try {
            String hash = ExperimentFile.hash(plan.config());
            Optional<RunRecord> before = RunRecord.read(folder).filter(record -> record.isOf(hash, protocols, folder));
            if (before.isPresent()) {
                LOG.info("{}: done before", title());
            } else {
                Files.createDirectories(folder.path());
                run(hash, stop, listeners).write(folder);
            }
            RunRecord record = before.isPresent() ? before.get() : RunRecord.read(folder).orElseThrow();
            if (record.failure() == null && pictured && !NeighbourFile.exists(folder)) {
                NeighbourFile.write(folder, components);
            }
            return result(record);
        } catch (IOException e) {
            throw new UncheckedIOException(folder.path() + ": " + e.getMessage(), e);
        }
    }

    private RunRecord run(String hash, StopRequest stop, List<TrainingListener> listeners) throws IOException {
        LOG.info("{}: {}", title(), folder.checkpoints().newest().isPresent() ? "going on" : "beginning");
        try {
            Pretraining.run(experiment, folder, folder.exists(), stop, listeners);
        } catch (DivergedException e) {
            LOG.warn("{}: {}", title(), e.getMessage());
            return RunRecord.failed(hash, e.getMessage());
        }
        Evaluation.run(new EncoderSource.OfRun(folder, Choice.NEWEST), components, List.of(), protocols, false, false);
        NeighbourFile.delete(folder);
        return RunRecord.evaluated(hash, protocols, folder);
    }

    private RunResult result(RunRecord record) throws IOException {
        if (record.failure() != null) {
            return new RunResult(this, Map.of(), List.of(), 0, record.failure());
        }
        JsonNode evaluation = JsonFile.tree(folder.evaluationFile(), "the evaluation of a run");
        List<RunResult.Online> online = folder.metrics("online").stream()
                .map(line -> new RunResult.Online(
                        line.path("epoch").asInt(), line.path("seconds").asDouble(), line.path("knn").asDouble()))
                .toList();
        return new RunResult(this, RunResult.metrics(evaluation), online, folder.trainingSeconds(), null);
    }
}
