package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.s2r2.checkpoint.Safetensors;
import org.s2r2.npy.Npy;
import org.s2r2.npy.NpyMatrix;
import org.s2r2.tensor.HostArray;

/** Whole runs on drawings of 24 pixels. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
class RunsTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    static Path folder;

    private Path experiment;
    private Path trained;

    @BeforeAll
    void train() throws IOException {
        experiment = Inputs.tiny(folder);
        trained = folder.resolve("trained");
        Cli run = Cli.run("pretrain", experiment, "--out", trained).done();
        assertThat(run.out()).isEmpty();
    }

    /** The lines of a run's metrics without what a clock decides. */
    static List<JsonNode> metrics(Path run) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
            ObjectNode object = (ObjectNode) JSON.readTree(line);
            List<String> keys = new ArrayList<>();
            object.fieldNames().forEachRemaining(keys::add);
            keys.removeIf(key -> !key.endsWith("econds") && !key.endsWith("PerSecond"));
            lines.add(object.remove(keys));
        }
        return lines;
    }

    static Path checkpoint(Path run, int epoch) {
        return run.resolve("checkpoints").resolve(String.format(Locale.ROOT, "epoch-%06d", epoch));
    }

    static void requireSameArrays(Path checkpoint, Path expected, String... more) throws IOException {
        List<String> files = new ArrayList<>(List.of("weights.safetensors", "optimiser.safetensors"));
        files.addAll(List.of(more));
        for (String file : files) {
            assertThat(Files.readAllBytes(checkpoint.resolve(file)))
                    .as(file)
                    .isEqualTo(Files.readAllBytes(expected.resolve(file)));
        }
    }

    @Test
    void aRunHasALineForEveryStepAndEveryEpoch() throws Exception {
        List<JsonNode> lines = metrics(trained);
        // 64 images in batches of 16 are 4 steps an epoch.
        assertThat(lines).extracting(line -> line.get("event").textValue()).containsExactly(
                "step", "step", "step", "step", "epoch", "step", "step", "step", "step", "epoch");
        assertThat(lines).extracting(line -> line.get("step").intValue()).containsExactly(1, 2, 3, 4, 4, 5, 6, 7, 8, 8);
        double mean = lines.subList(5, 9).stream()
                .mapToDouble(line -> line.get("loss").doubleValue())
                .average()
                .orElseThrow();
        assertThat(lines.get(9).get("loss").doubleValue()).isCloseTo(mean, within(1e-12));
        assertThat(lines).allSatisfy(line -> assertThat(line.get("batchAp").doubleValue()).isBetween(0.0, 1.0));
        // Half a cosine from the peak: the first step has all of it, step 5 of 8 half of it.
        assertThat(lines.get(0).get("learningRate").doubleValue()).isCloseTo(0.05, within(1e-12));
        assertThat(lines.get(5).get("learningRate").doubleValue()).isCloseTo(0.025, within(1e-12));
    }

    @Test
    void twoRunsWithOneSeedAndOneThreadAreTheSameBitForBit() throws Exception {
        Path again = folder.resolve("again");
        Cli.run("pretrain", experiment, "--out", again).done();
        assertThat(metrics(again)).isEqualTo(metrics(trained));
        requireSameArrays(checkpoint(again, 2), checkpoint(trained, 2));
    }

    @Test
    void theResolvedConfigurationGivesTheSameRun() throws Exception {
        Path again = folder.resolve("from-config");
        Cli.run("pretrain", trained.resolve("config.yaml"), "--out", again).done();
        assertThat(metrics(again)).isEqualTo(metrics(trained));
        assertThat(again.resolve("config.yaml")).hasSameTextualContentAs(trained.resolve("config.yaml"));
    }

    @ParameterizedTest
    @CsvSource({"weights, weights of the encoder", "optimiser, state of the optimiser"})
    void aCheckpointThatDoesNotFitIsRefusedByNameEvenWithRightSums(String part, String said) throws Exception {
        Path run = folder.resolve("unfitting-" + part);
        BackendSwapTest.copy(trained, run);
        Path file = checkpoint(run, 2).resolve(part + ".safetensors");
        Map<String, HostArray> arrays = new LinkedHashMap<>(Safetensors.read(file));
        arrays.remove(arrays.keySet().iterator().next());
        Safetensors.write(file, arrays);
        // As one of an older program, which wrote none.
        Files.delete(checkpoint(run, 2).resolve("SHA256SUMS"));
        Cli resumed = Cli.run("pretrain", experiment, "--out", run, "--resume");
        assertThat(resumed.exit()).isEqualTo(2);
        assertThat(resumed.err()).startsWith("error: " + run + ": its checkpoint has not the " + said);
    }

    @Test
    void anotherSeedGivesAnotherRun() throws Exception {
        Path other = folder.resolve("other-seed");
        Cli.run("pretrain", experiment, "--out", other, "--set", "seed=4").done();
        assertThat(metrics(other)).isNotEqualTo(metrics(trained));
    }

    @Test
    void aRunThatWasStoppedGoesOnToTheSameMetricsAndWeightsBitForBit() throws Exception {
        Path run = folder.resolve("stopped");
        requireResumable(run, "training.epochs=3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"djl", "dl4j"})
    void aRunInMicroBatchesGoesOnToTheSameMetricsAndWeightsBitForBit(String backend) throws Exception {
        Path run = folder.resolve("micro-" + backend);
        // Micro-batches of 6, 6 and 4 images.
        requireResumable(run, "training={epochs: 3, batchSize: 16, microBatch: 6}", "backend.name=" + backend);
        assertThat(metrics(run)).isNotEqualTo(metrics(trained));
    }

    /** Trains for 3 epochs, and the last of them again, behind the checkpoint before it. */
    private void requireResumable(Path run, String... settings) throws IOException {
        List<Object> args = new ArrayList<>(List.of("pretrain", experiment, "--out", run));
        Stream.of(settings).forEach(setting -> args.addAll(List.of("--set", setting)));
        args.addAll(List.of("--set", "training.keepCheckpoints=3"));
        Cli.run(args.toArray()).done();
        List<JsonNode> whole = metrics(run);
        assertThat(whole).hasSize(15);
        Path last = Files.move(checkpoint(run, 3), run.resolve("last-checkpoint"));

        args.add("--resume");
        Cli.run(args.toArray()).done();
        assertThat(metrics(run)).isEqualTo(whole);
        requireSameArrays(checkpoint(run, 3), last);
    }

    @Test
    void aMicroBatchOfTheWholeBatchIsNone() throws Exception {
        Path run = folder.resolve("micro-whole");
        Cli.run("pretrain", experiment, "--out", run, "--set", "training.microBatch=16").done();
        assertThat(metrics(run)).isEqualTo(metrics(trained));
        requireSameArrays(checkpoint(run, 2), checkpoint(trained, 2));
    }

    @Test
    void anotherConfigurationCannotResumeARun() {
        Cli.run("pretrain", experiment, "--out", trained, "--resume", "--set", "training.prefetch=3")
                .refuses(trained, "another configuration", "resume", "config.yaml");
    }

    @Test
    void evaluateScoresTheEmbeddingsThatEmbedWrites() throws Exception {
        JsonNode evaluated = Cli.run("evaluate", trained, "--json").done().json();
        assertThat(trained.resolve("report.html")).content().startsWithIgnoringCase("<!doctype html>").contains("tiny");
        assertThat(JSON.readTree(trained.resolve("evaluation.json").toFile())).isEqualTo(evaluated);

        for (String split : new String[] {"train", "test"}) {
            Cli.run("embed", trained, "--data", split, "--out", folder.resolve(split + ".npy"), "--labels-out",
                    folder.resolve(split + "-labels.npy")).done();
        }
        assertThat(Npy.readMatrix(folder.resolve("train.npy")).rows()).isEqualTo(64);
        JsonNode scored = Cli.run("score", "--train", folder.resolve("train.npy"), "--train-labels",
                        folder.resolve("train-labels.npy"), "--test", folder.resolve("test.npy"), "--test-labels",
                        folder.resolve("test-labels.npy"), "--json")
                .done()
                .json();
        assertThat(evaluated.fieldNames()).toIterable()
                .containsExactly("knn", "linear", "retrieval", "semi", "baselines");
        for (String protocol : new String[] {"knn", "linear", "retrieval"}) {
            assertThat(evaluated.get(protocol)).as(protocol).isEqualTo(scored.get(protocol));
        }
    }

    @Test
    void evaluateRunsTheProtocolAskedFor() throws Exception {
        Path run = folder.resolve("protocols");
        Cli.run("pretrain", experiment, "--out", run, "--set", "training.epochs=1").done();
        JsonNode json = Cli.run("evaluate", run, "--protocol", "knn", "--no-baselines", "--json").done().json();
        assertThat(json.fieldNames()).toIterable().containsExactly("knn");
        json = Cli.run("evaluate", run, "--protocol", "knn", "--json").done().json();
        assertThat(json.fieldNames()).toIterable().containsExactly("knn", "baselines");
        assertThat(json.get("baselines").fieldNames()).toIterable().containsExactly("untrained", "pixels");
    }

    @Test
    void aFileThatIsMissingInARunFolderIsNamed() throws Exception {
        Path run = folder.resolve("incomplete");
        Cli.run("pretrain", experiment, "--out", run, "--set", "training.epochs=1").done();
        Path metrics = run.resolve("metrics.jsonl");
        Files.delete(metrics);
        Cli evaluated = Cli.run("evaluate", run, "--protocol", "knn", "--no-baselines");
        assertThat(evaluated.exit()).isEqualTo(1);
        assertThat(evaluated.err()).isEqualToIgnoringNewLines("error: " + metrics + ": there is no such file or folder");
    }

    @Test
    void aCheckpointThatWasCutOffIsNamed() throws Exception {
        Path run = folder.resolve("cut");
        Cli.run("pretrain", experiment, "--out", run, "--set", "training.epochs=1").done();
        Path weights = checkpoint(run, 1).resolve("weights.safetensors");
        Inputs.truncate(weights);
        Cli.run("evaluate", run).refuses(weights);
        Cli.run("embed", run, "--data", "test", "--out", folder.resolve("cut.npy")).refuses(weights);
        Cli.run("pretrain", experiment, "--out", run, "--resume", "--set", "training.epochs=1").refuses(weights);
    }

    @Test
    void embedTakesAFolderOfImagesWithoutLabelsAndLeavesOutBadOnes() throws Exception {
        Path images = folder.resolve("unlabelled");
        Inputs.jpegs(images, 5, 1);
        Files.copy(images.resolve("00.jpg"), images.resolve("twin.jpg"));
        Inputs.truncate(images.resolve("02.jpg"));
        Path out = folder.resolve("unlabelled.npy");
        JsonNode json = Cli.run("embed", trained, "--data", images, "--out", out, "--json").done().json();
        assertThat(json.fieldNames()).toIterable().containsExactly("rows", "dim", "skipped", "out");
        // Files come in the order of their names: 00, 01, 03, 04, twin. The last stage of resnet8 is 4 times as wide.
        NpyMatrix rows = Npy.readMatrixAsDoubles(out);
        assertThat(rows.rows()).isEqualTo(5).isEqualTo(json.get("rows").intValue());
        assertThat(rows.columns()).isEqualTo(16).isEqualTo(json.get("dim").intValue());
        double[] values = rows.values();
        assertThat(Stream.of(0, 16, 32, 48, 64).map(at -> values[at]).distinct()).hasSize(4);
        for (int d = 0; d < 16; d++) {
            assertThat(values[64 + d]).isEqualTo(values[d]);
        }
        Cli.run("embed", trained, "--data", images, "--out", out, "--labels-out", folder.resolve("none.npy"))
                .refuses(images, "no labels");
    }

    @Test
    void projectionsAreUnitRowsOfTheHead() throws Exception {
        Path out = folder.resolve("projection.npy");
        Cli.run("embed", trained, "--data", "train", "--stage", "projection", "--out", out).done();
        NpyMatrix rows = Npy.readMatrixAsDoubles(out);
        assertThat(rows.columns()).isEqualTo(8);
        for (int row = 0; row < rows.rows(); row++) {
            double squares = 0;
            for (int d = 0; d < 8; d++) {
                squares += rows.values()[row * 8 + d] * rows.values()[row * 8 + d];
            }
            assertThat(squares).isCloseTo(1, within(1e-5));
        }
    }

    @Test
    void aTruncatedImageIsSkippedAndCountedOrStopsTheRun() throws Exception {
        Path images = folder.resolve("photos");
        Inputs.jpegs(images, 12, 2);
        Path bad = images.resolve("05.jpg");
        Inputs.truncate(bad);
        Object[] args = {"pretrain", experiment, "--set", "data={dataset: folder, path: '" + images + "'}", "--set",
            "training.batchSize=4", "--set", "data.onBadImage=skip", "--out", folder.resolve("skipped")};
        Cli run = Cli.run(args).done();
        assertThat(run.log()).contains(bad.toString()).contains("1 images could not be decoded and were skipped");
        assertThat(metrics(folder.resolve("skipped"))).hasSize(2 * (12 / 4 + 1));

        args[7] = "data.onBadImage=fail";
        args[9] = folder.resolve("failed");
        Cli.run(args).refuses(bad, "onBadImage");
    }
}
