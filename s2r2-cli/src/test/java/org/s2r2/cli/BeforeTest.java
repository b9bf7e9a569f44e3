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
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.s2r2.checkpoint.Safetensors;

/** Run folders and checkpoints that an older version wrote are evaluated, exported and resumed. */
class BeforeTest {

    private static final Path RUNS = Path.of("src", "test", "resources", "before");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    Path folder;

    private Path copy(String name) throws IOException {
        Path run = folder.resolve(name);
        try (Stream<Path> paths = Files.walk(RUNS.resolve(name))) {
            for (Path path : paths.toList()) {
                Files.copy(path, run.resolve(RUNS.resolve(name).relativize(path)));
            }
        }
        return run;
    }

    private static List<JsonNode> steps(Path run) throws IOException {
        List<JsonNode> steps = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
            JsonNode node = JSON.readTree(line);
            if (node.path("event").asText().equals("step")) {
                steps.add(node);
            }
        }
        return steps;
    }

    @ParameterizedTest
    @ValueSource(strings = {"djl", "dl4j"})
    void anOlderRunIsResumedToTheNumbersThatItHadAndEvaluatesToThose(String name) throws Exception {
        Path run = copy(name);
        List<JsonNode> before = steps(run);
        JsonNode evaluation = JSON.readTree(run.resolve("evaluation.json").toFile());

        Cli.run("pretrain", run.resolve("config.yaml"), "--out", run, "--resume").done();
        List<JsonNode> after = steps(run);
        assertThat(after).hasSameSizeAs(before);
        for (int i = 0; i < before.size(); i++) {
            for (String key : List.of("step", "loss", "batchAp", "learningRate", "spread")) {
                assertThat(after.get(i).path(key).asDouble()).as("%s of line %d", key, i)
                        .isCloseTo(before.get(i).path(key).asDouble(), within(2e-3));
            }
        }
        JsonNode now = Cli.run("evaluate", run, "--json").done().json();
        assertThat(now.fieldNames()).toIterable().containsExactlyElementsOf(evaluation::fieldNames);
        // Of 1000 test images, rounding decides a few: the optimiser's sums are made in another order.
        assertThat(now.path("knn").path("top1").asDouble())
                .isCloseTo(evaluation.path("knn").path("top1").asDouble(), within(0.02));
        assertThat(now.path("baselines")).isEqualTo(evaluation.path("baselines"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"djl", "dl4j"})
    void anOlderCheckpointIsExportedAndEmbedsAsItIs(String name) throws Exception {
        Path run = copy(name);
        Path file = folder.resolve("backbone.safetensors");
        Cli.run("export", run, "--out", file, "--json").done();
        Path weights;
        try (Stream<Path> checkpoints = Files.list(run.resolve("checkpoints"))) {
            weights = checkpoints.findFirst().orElseThrow().resolve("weights.safetensors");
        }
        var saved = Safetensors.read(weights);
        Safetensors.read(file).forEach((key, array) -> assertThat(array).as(key).isEqualTo(saved.get(key)));
        assertThat(Safetensors.read(file)).containsKey("conv1.weight");
        Cli.run("evaluate", run, "--protocol", "knn", "--no-baselines", "--json").done();
    }

    @ParameterizedTest
    @ValueSource(strings = {"djl", "dl4j"})
    void anOlderRunGoesOnForOneMoreEpoch(String name) throws Exception {
        Path run = copy(name);
        List<JsonNode> before = steps(run);
        int epochs = before.get(before.size() - 1).path("epoch").asInt();
        Cli.run("pretrain", run.resolve("config.yaml"), "--out", run, "--resume", "--set",
                "training.epochs=" + (epochs + 1)).done();
        assertThat(steps(run)).hasSize(before.size() + before.size() / epochs);
    }
}
