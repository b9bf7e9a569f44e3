package org.s2r2.checkpoint;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.s2r2.backend.EncoderModel;
import org.s2r2.objective.Objective;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.HostArray;
import org.s2r2.training.DivergedException;
import org.s2r2.training.Teacher;

/**
 * Everything a run needs to go on. As a folder: {@code weights.safetensors}, {@code optimiser.safetensors}, {@code
 * state.json}, {@code objective.safetensors} where the objective has state, {@code teacher.safetensors} where there is a
 * teacher, and the SHA-256 of each of them in {@code
 * SHA256SUMS}. {@link CheckpointFolder} writes it whole or not at all.
 *
 * @param weights every parameter, the encoder's under torchvision's name
 * @param optimizer the optimiser's state
 * @param objective the objective's state; empty where it has none
 * @param teacher every parameter of the teacher under its name, and its memory; empty where there is no teacher
 * @param state where the run stands
 */
public record Checkpoint(
        Map<String, HostArray> weights,
        Map<String, HostArray> optimizer,
        Map<String, HostArray> objective,
        Map<String, HostArray> teacher,
        TrainingState state) {

    private static final String WEIGHTS = "weights.safetensors";
    private static final String OPTIMIZER = "optimiser.safetensors";
    private static final String OBJECTIVE = "objective.safetensors";
    private static final String TEACHER = "teacher.safetensors";
    private static final String STATE = "state.json";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What a model, its objective and its teacher hold now. */
    public static Checkpoint of(
            EncoderModel model, Objective objective, Optional<Teacher> teacher, TrainingState state) {
        return new Checkpoint(model.weights(), model.optimizerState(), objective.state(),
                teacher.map(Teacher::state).orElse(Map.of()), state);
    }

    /** Writes the checkpoint among those of its run; see {@link CheckpointFolder#save}. */
    public Path save(Path parent, int keep) throws IOException {
        return new CheckpointFolder(parent).save(this, keep);
    }

    /** @throws DivergedException if a value is infinite or not a number */
    void requireFinite() {
        for (Map<String, HostArray> arrays : List.of(weights, optimizer, objective, teacher)) {
            arrays.forEach((name, array) -> {
                if (!array.isFinite()) {
                    throw new DivergedException("step " + state.step() + ": " + name
                            + " is infinite or not a number, and no checkpoint was written;"
                            + " try a lower learning rate or a longer warm-up");
                }
            });
        }
    }

    /** Writes the files into an empty folder, and has the file system keep them. */
    void write(Path folder) throws IOException {
        Safetensors.write(folder.resolve(WEIGHTS), weights);
        Safetensors.write(folder.resolve(OPTIMIZER), optimizer);
        writeUnlessEmpty(folder.resolve(OBJECTIVE), objective);
        writeUnlessEmpty(folder.resolve(TEACHER), teacher);
        Path stateFile = folder.resolve(STATE);
        Files.write(stateFile, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(state));
        try (FileChannel channel = FileChannel.open(stateFile, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void writeUnlessEmpty(Path file, Map<String, HostArray> arrays) throws IOException {
        if (!arrays.isEmpty()) {
            Safetensors.write(file, arrays);
        }
    }

    private static Map<String, HostArray> readIfThere(Path file) throws IOException {
        return Files.exists(file) ? Safetensors.read(file) : Map.of();
    }

    /**
     * Reads a checkpoint's folder.
     *
     * @throws InvalidInputException if a file is missing, or damaged; the message names it
     */
    public static Checkpoint load(Path folder) throws IOException {
        Checksums.verify(folder);
        return new Checkpoint(
                Safetensors.read(folder.resolve(WEIGHTS)),
                Safetensors.read(folder.resolve(OPTIMIZER)),
                readIfThere(folder.resolve(OBJECTIVE)),
                readIfThere(folder.resolve(TEACHER)),
                loadState(folder));
    }

    /** Reads a checkpoint's state alone. */
    static TrainingState loadState(Path folder) {
        return TrainingState.read(folder.resolve(STATE));
    }
}
