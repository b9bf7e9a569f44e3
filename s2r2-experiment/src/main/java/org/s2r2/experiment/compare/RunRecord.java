package org.s2r2.experiment.compare;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.s2r2.eval.protocol.EvaluationSettings;
import org.s2r2.eval.protocol.Evaluator;
import org.s2r2.eval.protocol.Protocol;
import org.s2r2.experiment.RunFolder;
import org.s2r2.file.JsonFile;
import org.s2r2.file.Sha256;

/**
 * What a comparison knows of a run that is over: {@code comparison.json} in its folder. It binds {@code
 * evaluation.json} to the configuration and the protocols, so that an evaluation of other things is found out.
 *
 * @param configSha256 of the configuration but for the backend
 * @param protocols the keys of the protocols; null after a failure
 * @param evaluationSha256 of {@code evaluation.json}; null after a failure
 * @param failure why there is no result; null where there is one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RunRecord(String configSha256, @Nullable List<String> protocols, @Nullable String evaluationSha256,
        @Nullable String failure) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    RunRecord {
        if (configSha256 == null || failure == null && (protocols == null || evaluationSha256 == null)) {
            throw new IllegalArgumentException("the record has no configSha256, or neither a failure nor an evaluation");
        }
    }

    static RunRecord evaluated(String configSha256, Set<String> protocols, RunFolder folder) throws IOException {
        return new RunRecord(configSha256, keys(protocols), sha256(folder.evaluationFile()), null);
    }

    static RunRecord failed(String configSha256, String message) {
        return new RunRecord(configSha256, null, null, message);
    }

    /** The record of a run, where there is one. */
    static Optional<RunRecord> read(RunFolder folder) {
        Path file = file(folder);
        return Files.exists(file)
                ? Optional.of(JsonFile.read(file, new TypeReference<>() {}, "the record of a run"))
                : Optional.empty();
    }

    void write(RunFolder folder) throws IOException {
        folder.write(file(folder), JSON.writeValueAsBytes(this));
    }

    /** Whether this is what a run of such a configuration, judged so, left in the folder. */
    boolean isOf(String configHash, Set<String> wanted, RunFolder folder) {
        if (!configSha256.equals(configHash)) {
            return false;
        }
        return failure != null
                || Files.exists(folder.evaluationFile())
                        && keys(wanted).equals(protocols)
                        && sha256(folder.evaluationFile()).equals(evaluationSha256);
    }

    private static Path file(RunFolder folder) {
        return folder.path().resolve("comparison.json");
    }

    /** Sorted; all of them by the names of those that every evaluation has. */
    private static List<String> keys(Set<String> protocols) {
        return protocols.contains(Evaluator.ALL)
                ? EvaluationSettings.defaults().protocols().stream().map(Protocol::name).sorted().toList()
                : protocols.stream().sorted().toList();
    }

    private static String sha256(Path file) {
        try {
            return Sha256.of(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
    }
}
