package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.s2r2.checkpoint.Safetensors;
import org.s2r2.npy.Npy;
import org.s2r2.tensor.HostArray;

/** One word swaps the backend: same experiment, same seed, same numbers but for rounding. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
class BackendSwapTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    static Path folder;

    private Path experiment;

    @BeforeAll
    void train() throws IOException {
        experiment = Inputs.tiny(folder);
        for (String backend : List.of("djl", "dl4j")) {
            pretrain(backend, 2, folder.resolve(backend));
        }
    }

    private void pretrain(String backend, int epochs, Path run, Object... more) {
        List<Object> args = new ArrayList<>(List.of("pretrain", experiment, "--backend", backend, "--out", run,
                "--set", "optimizer.learningRate=0.005", "--set", "training.epochs=" + epochs));
        args.addAll(List.of(more));
        Cli.run(args.toArray()).done();
    }

    private static List<Double> losses(Path run) throws IOException {
        List<Double> losses = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
            JsonNode object = JSON.readTree(line);
            if (object.has("loss")) {
                losses.add(object.get("loss").doubleValue());
            }
        }
        return losses;
    }

    private static Map<String, HostArray> weights(Path run, int epoch) throws IOException {
        return Safetensors.read(run.resolve("checkpoints").resolve(String.format(Locale.ROOT, "epoch-%06d", epoch))
                .resolve("weights.safetensors"));
    }

    @Test
    void theLossesOfTheTwoRunsAreTheSameButForRounding() throws IOException {
        List<Double> djl = losses(folder.resolve("djl"));
        List<Double> dl4j = losses(folder.resolve("dl4j"));
        assertThat(dl4j).hasSameSizeAs(djl).hasSizeGreaterThan(4);
        assertThat(dl4j.get(0)).isCloseTo(djl.get(0), within(1e-4));
        for (int i = 0; i < djl.size(); i++) {
            assertThat(dl4j.get(i)).as("loss %d", i).isCloseTo(djl.get(i), within(5e-3));
        }
    }

    /** Weights and the optimiser's state travel in one checkpoint, in either direction. */
    @ParameterizedTest
    @CsvSource({"djl, dl4j", "dl4j, djl"})
    void aRunGoesOnWithTheOtherBackend(String first, String second) throws IOException {
        Path run = folder.resolve(first + "-then-" + second);
        copy(folder.resolve(first), run);
        deleteSecondEpoch(run);
        pretrain(second, 2, run, "--resume");
        Map<String, HostArray> continued = weights(run, 2);
        Map<String, HostArray> undivided = weights(folder.resolve(first), 2);
        assertThat(continued.keySet()).isEqualTo(undivided.keySet());
        undivided.forEach((name, expected) -> assertThat(continued.get(name).values())
                .as(name)
                .containsExactly(expected.values(), within(5e-3f)));
        assertThat(losses(run)).hasSameSizeAs(losses(folder.resolve(first)));
    }

    /** Copies a folder. */
    static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static void deleteSecondEpoch(Path run) throws IOException {
        Path checkpoint = run.resolve("checkpoints/epoch-000002");
        try (var files = Files.list(checkpoint)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(checkpoint);
    }

    @Test
    void aRunOnDl4jWithOneThreadIsReproducedBitForBitAlsoWhenItWasStoppedAndResumed() throws IOException {
        Path resumed = folder.resolve("dl4j-resumed");
        copy(folder.resolve("dl4j"), resumed);
        deleteSecondEpoch(resumed);
        pretrain("dl4j", 2, resumed, "--resume");
        assertThat(weights(resumed, 2)).isEqualTo(weights(folder.resolve("dl4j"), 2));
        Path again = folder.resolve("dl4j-again");
        pretrain("dl4j", 2, again);
        assertThat(weights(again, 2)).isEqualTo(weights(folder.resolve("dl4j"), 2));
    }

    @Test
    void evaluationAndEmbeddingRunOnTheBackendOfTheRunOrOnTheOther() throws IOException {
        Path run = folder.resolve("dl4j");
        JsonNode own = Cli.run("evaluate", run, "--protocol", "knn", "--no-baselines", "--json").done().json();
        assertThat(own.get("knn").get("top1").doubleValue()).isBetween(0.0, 1.0);
        for (String backend : List.of("djl", "dl4j")) {
            Cli.run("embed", run, "--backend", backend, "--data", "test", "--out", folder.resolve(backend + ".npy"))
                    .done();
        }
        double[] djl = Npy.readMatrixAsDoubles(folder.resolve("djl.npy")).values();
        double[] dl4j = Npy.readMatrixAsDoubles(folder.resolve("dl4j.npy")).values();
        assertThat(dl4j).containsExactly(djl, within(1e-4));
    }

    @Test
    void aGpuIsRefusedWhereThereIsNone() {
        Cli.run("pretrain", experiment, "--backend", "dl4j", "--set", "backend.device=gpu", "--out",
                        folder.resolve("gpu"))
                .refuses("device", "found gpu", "-Pcuda");
        assertThat(folder.resolve("gpu")).doesNotExist();
    }
}
