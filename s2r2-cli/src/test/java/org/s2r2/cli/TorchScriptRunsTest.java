package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.s2r2.checkpoint.Safetensors;
import org.s2r2.experiment.RunFolder;
import org.s2r2.npy.Npy;
import org.s2r2.tensor.HostArray;

/** Runs whose backbone is a module that PyTorch saved. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TorchScriptRunsTest {

    private static final Path MODULES = Path.of("../s2r2-djl/src/test/resources/torchscript");

    @TempDir
    static Path folder;

    private Path model;
    private Path run;

    @BeforeAll
    void train() throws IOException {
        model = Files.copy(MODULES.resolve("small.pt"), folder.resolve("small.pt"));
        run = folder.resolve("run");
        pretrain(model, 12, run).done();
    }

    private static Cli pretrain(Path module, int features, Path out, Object... more) throws IOException {
        Path experiment = Inputs.experiment(folder, Inputs.TINY.replace("backbone: resnet8",
                "backbone: torchscript\n  model: '" + module + "'\n  features: " + features).replace("  width: 4\n", ""));
        Object[] args = new Object[4 + more.length];
        System.arraycopy(new Object[] {"pretrain", experiment, "--out", out}, 0, args, 0, 4);
        System.arraycopy(more, 0, args, 4, more.length);
        return Cli.run(args);
    }

    private Map<String, HostArray> weights(Path run, int epoch) throws IOException {
        return Safetensors.read(RunsTest.checkpoint(run, epoch).resolve("weights.safetensors"));
    }

    @Test
    void aCheckpointHasTheModulesWeightsAndBuffersUnderItsOwnNames() throws IOException {
        Map<String, HostArray> weights = weights(run, 2);
        assertThat(weights).containsKeys("features.0.weight", "features.1.running_mean", "fc.bias", "head.fc1.weight");
        // Two epochs of four steps.
        assertThat(weights.get("features.4.num_batches_tracked").values()).containsExactly(8);
        assertThat(weights(run, 1).get("features.0.weight").values())
                .isNotEqualTo(weights.get("features.0.weight").values());
    }

    @Test
    void aRunThatGoesOnIsTheSameAsOneThatNeverStopped() throws IOException {
        Path resumed = folder.resolve("resumed");
        pretrain(model, 12, resumed).done();
        Files.move(RunsTest.checkpoint(resumed, 2), folder.resolve("dropped"));
        pretrain(model, 12, resumed, "--resume").done();
        RunsTest.requireSameArrays(RunsTest.checkpoint(resumed, 2), RunsTest.checkpoint(run, 2));
        assertThat(RunsTest.metrics(resumed)).isEqualTo(RunsTest.metrics(run));
    }

    @Test
    void itIsEvaluatedByTheFeaturesThatItEmbeds() throws IOException {
        JsonNode found = Cli.run("evaluate", run, "--protocol", "knn", "--json").done().json();
        assertThat(found.get("baselines").get("untrained").get("knn").get("top1").doubleValue()).isBetween(0.0, 1.0);
        for (String split : List.of("train", "test")) {
            Cli.run("embed", run, "--data", split, "--out", folder.resolve(split + ".npy"),
                    "--labels-out", folder.resolve(split + "-labels.npy")).done();
        }
        assertThat(Npy.readMatrix(folder.resolve("test.npy")).columns()).isEqualTo(12);
        JsonNode scored = Cli.run("score", "--train", folder.resolve("train.npy"), "--train-labels",
                folder.resolve("train-labels.npy"), "--test", folder.resolve("test.npy"), "--test-labels",
                folder.resolve("test-labels.npy"), "--protocol", "knn", "--json").done().json();
        assertThat(found.get("knn").get("top1").doubleValue())
                .isEqualTo(scored.get("knn").get("top1").doubleValue());
    }

    @Test
    void itsProjectionHasUnitRows() {
        Path file = folder.resolve("projection.npy");
        Cli.run("embed", run, "--stage", "projection", "--data", "test", "--out", file).done();
        HostArray rows = Npy.readMatrix(file);
        assertThat(rows.columns()).isEqualTo(8);
        for (int row = 0; row < rows.rows(); row++) {
            double length = 0;
            for (int i = 0; i < 8; i++) {
                length += Math.pow(rows.values()[row * 8 + i], 2);
            }
            assertThat(length).isCloseTo(1, within(1e-5));
        }
    }

    @Test
    void theFirstWeightsAreThoseOfTheModule() throws IOException {
        Path still = folder.resolve("still");
        pretrain(model, 12, still, "--set", "optimizer={name: sgd, learningRate: 1.0e-9, weightDecay: 0}").done();
        float[] first = weights(still, 2).get("fc.bias").values();
        Path other = folder.resolve("still-other-seed");
        pretrain(model, 12, other, "--set", "seed=9", "--set", "optimizer={name: sgd, learningRate: 1.0e-9, weightDecay: 0}")
                .done();
        assertThat(weights(other, 2).get("fc.bias").values()).containsExactly(first, within(1e-6f));
    }

    @Test
    void theConfigurationNamesTheFileByItsSumAndAnotherFileIsRefused() throws IOException {
        Path moved = Files.copy(model, folder.resolve("moved.pt"));
        assertThat(new RunFolder(run).configFile()).content().containsPattern("sha256: [\"']?[0-9a-f]{64}");
        Cli.run("evaluate", run, "--protocol", "knn", "--no-baselines", "--set", "encoder.model='" + moved + "'").done();
        Files.copy(MODULES.resolve("traced.pt"), folder.resolve("traced.pt"));
        Cli.run("evaluate", run, "--set", "encoder.model='" + folder.resolve("traced.pt") + "'")
                .refuses("encoder.sha256", folder.resolve("traced.pt"), "another than it was");
    }

    @Test
    void aModuleIsExportedAsArraysAndNotAsOnnx() {
        Path onnx = folder.resolve("module.onnx");
        Cli.run("export", run, "--format", "onnx", "--out", onnx)
                .refuses("encoder.backbone", "torchscript", "ONNX", "expected a backbone of layers");
        assertThat(onnx).doesNotExist();
        Cli.run("export", run, "--out", folder.resolve("module.safetensors")).done();
        assertThat(folder.resolve("module.safetensors")).isNotEmptyFile();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "absent.pt | 12 | there is no such file",
        "make.py   | 12 | expected a module saved by torch.jit.script(module).save(file)",
        "double.pt | 12 | its tensor 1.weight is a torch.DoubleStorage",
        "headed.pt | 12 | encoder.model: found",
        "headed.pt | 12 | a module without a tensor named head.fc1.weight",
        "small.pt  | 0  | encoder.features: found 0, expected a whole number from 1 to 65536"
    })
    void aFileThatIsNoModuleIsRefusedBeforeTheRun(String name, int features, String words) throws IOException {
        Path out = folder.resolve("none");
        pretrain(MODULES.resolve(name), features, out).refuses(words);
        assertThat(out).doesNotExist();
    }

    @Test
    void aModuleThatGivesOtherFeaturesIsRefused() throws IOException {
        pretrain(model, 13, folder.resolve("other")).refuses(model, "expected float32 (32, 13) by encoder.features");
    }

    @Test
    void theOtherBackendRefusesIt() throws IOException {
        Path out = folder.resolve("swapped");
        pretrain(model, 12, out, "--backend", "dl4j").refuses("encoder.backbone: found torchscript",
                "the backend dl4j cannot run", "djl");
        assertThat(out).doesNotExist();
        Cli.run("evaluate", run, "--set", "backend.name=dl4j").refuses("encoder.backbone: found torchscript");
    }

    @Test
    void onlyItHasItsKeys() throws IOException {
        for (String key : List.of("width: 4", "stem: cifar")) {
            Path experiment = Inputs.experiment(folder, Inputs.TINY.replace("backbone: resnet8",
                    "backbone: torchscript\n  model: '" + model + "'\n  features: 12").replace("width: 4", key));
            Cli.run("pretrain", experiment, "--out", folder.resolve("none"))
                    .refuses("unknown key encoder." + key.split(":")[0]);
        }
    }
}
