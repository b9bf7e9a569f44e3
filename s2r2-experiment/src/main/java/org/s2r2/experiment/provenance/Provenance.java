package org.s2r2.experiment.provenance;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.s2r2.file.JsonFile;
import org.s2r2.file.WholeFile;
import org.s2r2.settings.InvalidInputException;

/**
 * What a run was made of: {@code provenance.json} in its folder, beside the {@code config.yaml} that it was made by.
 *
 * @param configSha256 the SHA-256 of the configuration, as the run's checkpoints have it
 * @param seed the seed of the run
 * @param data the images
 * @param weightsSha256 the SHA-256 of the file that the encoder started from; null where the seed decided all weights
 * @param sessions the processes that trained, the first one first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Provenance(
        String configSha256, long seed, Data data, @Nullable String weightsSha256, List<Session> sessions) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    public Provenance {
        Recorded.requireSha256("configSha256", configSha256);
        Recorded.require("data", data);
        if (weightsSha256 != null) {
            Recorded.requireSha256("weightsSha256", weightsSha256);
        }
        Recorded.require("sessions", sessions);
        if (sessions.isEmpty() || sessions.stream().anyMatch(Objects::isNull)) {
            throw new IllegalArgumentException("sessions: found none or an empty one, expected one or more");
        }
        sessions = List.copyOf(sessions);
    }

    /**
     * Reads a provenance.
     *
     * @throws InvalidInputException if it is not there, or not such a file
     */
    public static Provenance read(Path file) {
        return JsonFile.read(file, new TypeReference<>() {}, "the provenance of a run");
    }

    /** Reads a provenance where there is one: runs of older programs have none. */
    public static Optional<Provenance> readIfThere(Path file) {
        return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
    }

    /** Writes the provenance whole, over one that is there already. */
    public void write(Path file) throws IOException {
        WholeFile.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
    }

    /**
     * Requires that another run, or a session that is to go on with this one, has the same configuration and images.
     *
     * @param file where this lies, for messages
     * @param advice what to do if not
     * @throws InvalidInputException if it has not
     */
    public void requireSame(Provenance other, Path file, String advice) {
        if (!configSha256.equals(other.configSha256) || seed != other.seed) {
            throw new InvalidInputException(file + ": found the configuration " + configSha256
                    + ", and config.yaml now is " + other.configSha256 + "; " + advice);
        }
        if (!data.sha256().equals(other.data.sha256())) {
            throw new InvalidInputException(file + ": found images with the fingerprint " + data.sha256() + " ("
                    + data.description() + "), and the data now have " + other.data.sha256() + " ("
                    + other.data.description() + "); " + advice);
        }
        if (!sameWeights(other)) {
            throw new InvalidInputException(file + ": found first weights from a file with the SHA-256 " + weightsSha256
                    + ", and the file of encoder.weights now has " + other.weightsSha256 + "; " + advice);
        }
    }

    /** Whether another one is of the same configuration and images. */
    public boolean isSame(Provenance other) {
        return configSha256.equals(other.configSha256)
                && seed == other.seed
                && data.sha256().equals(other.data.sha256())
                && sameWeights(other);
    }

    /** A session that goes on from a checkpoint needs no file, and has none. */
    private boolean sameWeights(Provenance other) {
        return weightsSha256 == null || other.weightsSha256 == null || weightsSha256.equals(other.weightsSha256);
    }

    /** The same under a configuration with another hash. */
    public Provenance withConfiguration(String sha256) {
        return new Provenance(sha256, seed, data, weightsSha256, sessions);
    }

    /** How a key of the configuration was changed between sessions, in their order. */
    public List<Change> changed(String key) {
        return sessions.stream()
                .flatMap(session -> session.changed().stream())
                .filter(change -> change.what().equals(key))
                .toList();
    }

    /** This one and behind its sessions those of another. */
    public Provenance with(Provenance later) {
        List<Session> all = new ArrayList<>(sessions);
        all.addAll(later.sessions);
        return new Provenance(configSha256, seed, data, weightsSha256, all);
    }

    /** What is not as it was in all sessions of an earlier run, in this one's newest. */
    public List<Change> changesSince(Provenance earlier) {
        Map<String, String> now = sessions.get(sessions.size() - 1).conditions();
        List<Change> changes = new ArrayList<>();
        now.forEach((what, value) -> {
            TreeSet<String> then = earlier.sessions.stream()
                    .map(session -> session.conditions().get(what))
                    .collect(Collectors.toCollection(TreeSet::new));
            if (!then.equals(new TreeSet<>(List.of(value)))) {
                changes.add(new Change(what, String.join("; ", then), value));
            }
        });
        return changes;
    }
}
