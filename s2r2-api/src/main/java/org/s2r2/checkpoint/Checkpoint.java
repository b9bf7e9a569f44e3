package org.s2r2.checkpoint;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.s2r2.backend.EncoderModel;
import org.s2r2.objective.Objective;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.HostArray;

/**
 * A folder with everything a run needs to go on: {@code weights.safetensors}, {@code optimiser.safetensors}, {@code
 * state.json}, and {@code objective.safetensors} where the objective has state. It is written under a temporary name
 * and renamed when it is whole, so that a folder under the right name is always complete.
 *
 * @param weights every parameter, the encoder's under torchvision's name
 * @param optimizer the optimiser's state
 * @param objective the objective's state; empty where it has none
 * @param state where the run stands
 */
public record Checkpoint(
        Map<String, HostArray> weights,
        Map<String, HostArray> optimizer,
        Map<String, HostArray> objective,
        TrainingState state) {

    private static final String WEIGHTS = "weights.safetensors";
    private static final String OPTIMIZER = "optimiser.safetensors";
    private static final String OBJECTIVE = "objective.safetensors";
    private static final String STATE = "state.json";
    private static final String PREFIX = "epoch-";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What a model and its objective hold now. */
    public static Checkpoint of(EncoderModel model, Objective objective, TrainingState state) {
        return new Checkpoint(model.weights(), model.optimizerState(), objective.state(), state);
    }

    /**
     * Writes the checkpoint to its folder under {@code parent}, replacing one of the same epoch, and deletes all but the
     * newest {@code keep}.
     *
     * @return the folder
     */
    public Path save(Path parent, int keep) throws IOException {
        Path folder = parent.resolve(String.format("%s%06d", PREFIX, state.epoch()));
        Path temporary = parent.resolve("." + folder.getFileName() + ".tmp");
        Files.createDirectories(parent);
        delete(temporary);
        Files.createDirectory(temporary);
        Safetensors.write(temporary.resolve(WEIGHTS), weights);
        Safetensors.write(temporary.resolve(OPTIMIZER), optimizer);
        if (!objective.isEmpty()) {
            Safetensors.write(temporary.resolve(OBJECTIVE), objective);
        }
        Path stateFile = temporary.resolve(STATE);
        Files.write(stateFile, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(state));
        force(stateFile);
        force(temporary);
        delete(folder);
        Files.move(temporary, folder, StandardCopyOption.ATOMIC_MOVE);
        force(parent);
        List<Path> all = list(parent);
        for (Path old : all.subList(0, Math.max(0, all.size() - keep))) {
            delete(old);
        }
        return folder;
    }

    /**
     * Reads a checkpoint's folder.
     *
     * @throws InvalidInputException if one of its files is missing or is not what it should be
     */
    public static Checkpoint load(Path folder) throws IOException {
        Path objective = folder.resolve(OBJECTIVE);
        return new Checkpoint(
                Safetensors.read(folder.resolve(WEIGHTS)),
                Safetensors.read(folder.resolve(OPTIMIZER)),
                Files.exists(objective) ? Safetensors.read(objective) : Map.of(),
                TrainingState.read(folder.resolve(STATE)));
    }

    /** The folder of the newest checkpoint under {@code parent}. */
    public static Optional<Path> latest(Path parent) throws IOException {
        List<Path> all = list(parent);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    private static List<Path> list(Path parent) throws IOException {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.filter(path -> path.getFileName().toString().startsWith(PREFIX)).sorted().toList();
        }
    }

    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
