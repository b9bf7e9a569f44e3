package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.s2r2.cli.RunsTest.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
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
import org.s2r2.cli.PlainSafetensors.Array;

/** Experiments that start from a file of weights. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
class EncoderWeightsTest {

    @TempDir
    static Path folder;

    private Path experiment;
    private Path trained;
    private Path file;
    private PlainSafetensors exported;

    @BeforeAll
    void train() throws IOException {
        experiment = Inputs.tiny(folder);
        trained = folder.resolve("trained");
        file = folder.resolve("whole.safetensors");
        Cli.run("pretrain", experiment, "--out", trained).done();
        Cli.run("export", trained, "--out", file, "--with-head").done();
        exported = PlainSafetensors.read(file);
    }

    private static byte[] embedded(Object encoder, Object... more) throws IOException {
        Path out = folder.resolve("embedded.npy");
        List<Object> args = new ArrayList<>(List.of("embed", encoder, "--data", "test", "--out", out));
        args.addAll(List.of(more));
        Cli.run(args.toArray()).done();
        return Files.readAllBytes(out);
    }

    private static String set(Path weights) {
        return "encoder.weights='" + weights + "'";
    }

    @Test
    void anExperimentStartedFromAnExportRepresentsImagesAsTheRunDoes() throws IOException {
        for (String stage : new String[] {"backbone", "projection"}) {
            byte[] started = embedded(experiment, "--set", set(file), "--stage", stage);
            assertThat(started).isEqualTo(embedded(trained, "--stage", stage));
            assertThat(started).isNotEqualTo(embedded(experiment, "--stage", stage));
        }
    }

    @Test
    void theHeadIsTheSeedsWhereTheFileHasNotAllOfIt() throws IOException {
        Path headless = folder.resolve("headless.safetensors");
        Cli.run("export", trained, "--out", headless).done();
        byte[] seeds = embedded(experiment, "--set", set(headless), "--stage", "projection");
        assertThat(seeds).isNotEqualTo(embedded(trained, "--stage", "projection"));
        Path partly = exported.without("head.fc2.bias").write(folder.resolve("partly.safetensors"));
        assertThat(embedded(experiment, "--set", set(partly), "--stage", "projection")).isEqualTo(seeds);

        String seedsAs = "the head is the seed's, as the file has ";
        assertThat(started(headless, "encoder.head.dim=8")).contains(seedsAs + "none");
        assertThat(started(partly, "encoder.head.dim=8")).contains(seedsAs + "no head.fc2.bias");
        assertThat(started(file, "encoder.head.dim=8")).contains("the head is taken too").doesNotContain("ignored");
        assertThat(started(file, "encoder.head.dim=4")).contains(seedsAs + "head.fc2.weight of shape [8, 16] and not [4, 16]");
        assertThat(started(file, "encoder.head.layers=1")).contains(seedsAs + "head.fc1.weight");
    }

    /** What embedding logs about the file. */
    private String started(Path weights, String more) {
        return Cli.run("embed", experiment, "--data", "test", "--out", folder.resolve("log.npy"), "--set", set(weights),
                "--set", more).done().log();
    }

    @Test
    void whatTorchvisionHasBesidesIsIgnoredAndNamed() throws IOException {
        byte[] count = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(7).array();
        Path state = exported
                .with("bn1.num_batches_tracked", new Array("I64", "[]", count))
                .with("fc.weight", Array.floats("[2, 16]", new float[32]))
                .with("fc.bias", Array.floats("[2]", Float.NaN, 0))
                .write(folder.resolve("state.safetensors"));
        assertThat(embedded(experiment, "--set", set(state))).isEqualTo(embedded(trained));
        assertThat(started(state, "name=t").lines().filter(line -> line.contains("ignored:")).toList())
                .singleElement().asString()
                .contains("state.safetensors", "ignored: bn1.num_batches_tracked, fc.bias, fc.weight");
    }

    /** The stride of the stem is in no shape. */
    @Test
    void aFileThatWasWrittenForAnotherBackboneAndFitsIsTakenWithAWordInTheLog() {
        assertThat(started(file, "encoder.stemStride=2")).contains("was written for resnet8-w4;");
        assertThat(started(file, "encoder.stemStride=1")).doesNotContain("was written for");
    }

    @Test
    void otherFloatingPointTypesAreConverted() throws IOException {
        Array scale = exported.arrays().get("bn1.weight");
        ByteBuffer doubles = ByteBuffer.allocate(8 * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : scale.floats()) {
            doubles.putDouble(value);
        }
        Path wide = exported.with("bn1.weight", new Array("F64", scale.shape(), doubles.array()))
                .write(folder.resolve("wide.safetensors"));
        assertThat(embedded(experiment, "--set", set(wide))).isEqualTo(embedded(trained));
    }

    private void refused(PlainSafetensors weights, Object... words) throws IOException {
        Path bad = weights.write(folder.resolve("bad.safetensors"));
        Path run = folder.resolve("refused");
        Object[] all = Stream.concat(Stream.of(bad), Stream.of(words)).toArray();
        Cli.run("pretrain", experiment, "--out", run, "--set", set(bad)).refuses(all);
        assertThat(run).doesNotExist();
        Cli.run("embed", experiment, "--data", "test", "--out", folder.resolve("x.npy"), "--set", set(bad))
                .refuses(all);
    }

    @Test
    void aFileThatLacksAnArrayIsRefused() throws IOException {
        refused(exported.without("layer2.0.bn1.running_var"),
                "no layer2.0.bn1.running_var", "the shape [8] for resnet8-w4");
        Map<String, Array> renamed = new LinkedHashMap<>();
        exported.arrays().forEach((name, array) -> renamed.put(name.replace('.', '/'), array));
        refused(new PlainSafetensors(Map.of(), renamed), "no conv1.weight", "bn1/bias");
    }

    @Test
    void aCheckpointWithItsBackboneBehindAPrefixIsTakenWithAWordInTheLog() throws IOException {
        Map<String, Array> renamed = new LinkedHashMap<>();
        exported.arrays().forEach((name, array) -> renamed.put("module.encoder_q." + name, array));
        renamed.put("module.queue", Array.floats("[2]", 1, 2));
        Path prefixed = new PlainSafetensors(Map.of("mean", "[0.5, 0.5, 0.5]", "size", "999"), renamed)
                .write(folder.resolve("prefixed.safetensors"));
        assertThat(embedded(experiment, "--set", set(prefixed))).isEqualTo(embedded(trained));
        String log = started(prefixed, "name=t");
        assertThat(log).contains(" arrays are taken from module.encoder_q.*; the head is taken too; ignored: module.queue");
        assertThat(log.lines().filter(line -> line.contains("was written for other images")).toList())
                .singleElement().asString()
                .contains("prefixed.safetensors", "mean [0.5, 0.5, 0.5], here views.mean is [", "size 999, here evaluation.size is ")
                .doesNotContain("views.std");
        assertThat(started(file, "name=t")).doesNotContain("other images");
    }

    @Test
    void anArrayOfAnotherShapeIsRefused() throws IOException {
        refused(exported.with("conv1.weight", Array.floats("[4, 3, 1, 1]", new float[12])),
                "conv1.weight of shape [4, 3, 1, 1]", "[4, 3, 3, 3]");
    }

    @Test
    void valuesThatAreNotFiniteAreRefused() throws IOException {
        for (float value : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
            refused(exported.with("bn1.bias", Array.floats("[4]", 0, 0, value, 0)),
                    "bn1.bias", "infinite or not a number", "expected finite");
        }
    }

    @Test
    void aTypeThatIsNotFloatingPointIsRefused() throws IOException {
        refused(exported.with("bn1.bias", new Array("I32", "[4]", new byte[16])),
                "bn1.bias of type I32", "F32, F16, BF16, F64");
    }

    /** A deeper network has every name and shape of a shallower one. */
    @Test
    void arraysOfAnotherNetworkAreRefused() throws IOException {
        refused(exported.with("layer1.1.conv1.weight", Array.floats("[1]", 1)),
                "layer1.1.conv1.weight", "resnet8-w4 has not");
        Cli.run("embed", experiment, "--data", "test", "--out", folder.resolve("x.npy"), "--set", set(file), "--set",
                        "encoder.backbone=resnet14")
                .refuses(file, "no layer1.1.conv1.weight", "resnet14-w4");
    }

    @Test
    void aFileThatIsNotThereOrCutOffIsRefused() throws IOException {
        Path none = folder.resolve("none.safetensors");
        Path run = folder.resolve("without-file");
        Cli.run("pretrain", experiment, "--out", run, "--set", set(none)).refuses(none, "there is no such file");
        assertThat(run).doesNotExist();
        Path cut = Files.copy(file, folder.resolve("cut.safetensors"));
        Inputs.truncate(cut);
        Cli.run("evaluate", experiment, "--set", set(cut)).refuses(cut, "not a safetensors file");
        Cli.run("pretrain", experiment, "--set", "encoder.weights=[1, 2]").refuses("encoder.weights", "[1, 2]", "text");
    }

    @Test
    void aComparisonFindsAMissingFileOfItsLastRowBeforeItsFirstRun() throws IOException {
        Path none = folder.resolve("none.safetensors");
        Path comparison = Files.writeString(folder.resolve("comparison.yaml"), String.format(Locale.ROOT, """
                name: starts
                base: %s
                rows:
                  seed: {}
                  file: {encoder.weights: '%s'}
                """, experiment.getFileName(), none));
        Path out = folder.resolve("comparison");
        Cli.run("compare", comparison, "--out", out, "--set", "training.epochs=1")
                .refuses(none, "there is no such file");
        assertThat(out).doesNotExist();
    }

    @Test
    void aRunNeedsTheFileForItsFirstStepAlone() throws IOException {
        Path weights = Files.copy(file, folder.resolve("moved.safetensors"));
        Path run = folder.resolve("from-file");
        Object[] pretrain = {"pretrain", experiment, "--out", run, "--set", set(weights)};
        Cli.run(pretrain).done();
        List<JsonNode> whole = RunsTest.metrics(run);
        assertThat(whole).isNotEqualTo(RunsTest.metrics(trained));
        byte[] embedded = embedded(run);
        Files.delete(weights);

        assertThat(embedded(run)).isEqualTo(embedded);
        JsonNode json = Cli.run("evaluate", run, "--protocol", "knn", "--json").done().json();
        assertThat(json.get("baselines").get("untrained"))
                .isEqualTo(Cli.run("evaluate", trained, "--protocol", "knn", "--json").done().json()
                        .get("baselines").get("untrained"));
        Path last = Files.move(checkpoint(run, 2), folder.resolve("last"));
        List<Object> resume = new ArrayList<>(List.of(pretrain));
        Collections.addAll(resume, "--resume");
        Cli.run(resume.toArray()).done();
        assertThat(RunsTest.metrics(run)).isEqualTo(whole);
        RunsTest.requireSameArrays(checkpoint(run, 2), last);
    }

    @Test
    void theKeyIsInTheConfigurationOnlyWhereItIsGiven() throws IOException {
        assertThat(Files.readString(trained.resolve("config.yaml"))).contains("backbone").doesNotContain("weights");
    }

    @Test
    void anExperimentIsEvaluatedAsItStartsAndNothingIsWritten() throws IOException {
        JsonNode run = Cli.run("evaluate", trained, "--protocol", "knn", "--json").done().json();
        Path alone = Files.createDirectory(folder.resolve("alone"));
        Path copy = Inputs.tiny(alone);
        Cli evaluated = Cli.run("evaluate", copy, "--set", set(file), "--protocol", "knn", "--json").done();
        assertThat(evaluated.json()).isEqualTo(run);
        assertThat(alone).isDirectoryContaining(copy::equals);
        assertThat(alone.toFile().list()).hasSize(1);

        JsonNode untrained = Cli.run("evaluate", copy, "--protocol", "knn", "--json").done().json();
        assertThat(untrained.get("knn")).isEqualTo(run.get("baselines").get("untrained").get("knn"));
        assertThat(Cli.run("evaluate", copy, "--set", set(file), "--protocol", "knn", "--no-baselines").done().out())
                .startsWith("as it starts").doesNotContain("report");
    }

    @Test
    void theBestCheckpointIsTakenWhereItIsAskedFor() throws IOException {
        Path run = folder.resolve("two-checkpoints");
        Cli.run("pretrain", experiment, "--out", run).done();
        // Whichever was the better one.
        Files.writeString(run.resolve("checkpoints/best"), "epoch-000001\n");
        Path best = folder.resolve("best.safetensors");
        JsonNode json = Cli.run("export", run, "--checkpoint", "best", "--out", best, "--json").done().json();
        assertThat(json.get("step").intValue()).isEqualTo(4);
        Map<String, Array> first =
                PlainSafetensors.read(checkpoint(run, 1).resolve("weights.safetensors")).arrays();
        assertThat(PlainSafetensors.read(best).arrays().get("conv1.weight").bytes())
                .isEqualTo(first.get("conv1.weight").bytes());
        byte[] ofBest = embedded(run, "--checkpoint", "best");
        assertThat(ofBest)
                .isEqualTo(embedded(experiment, "--set", set(best)))
                .isNotEqualTo(embedded(run, "--checkpoint", "newest"));
        Files.delete(run.resolve("checkpoints/best"));
        Cli.run("evaluate", run, "--checkpoint", "best").refuses(run, "no checkpoint", "the best");
    }

    @Test
    void aPathThatIsNeitherARunNorAnExperimentIsRefused() {
        Path none = folder.resolve("none");
        Cli.run("evaluate", none).refuses(none, "no such file or folder", "a run or an experiment file");
        Cli.run("evaluate", experiment, "--checkpoint", "best").refuses("--checkpoint", "best", experiment);
    }
}
