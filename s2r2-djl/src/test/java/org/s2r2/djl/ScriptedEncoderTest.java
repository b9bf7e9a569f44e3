package org.s2r2.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.s2r2.backend.EncoderModel;
import org.s2r2.encoder.Backbone;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.encoder.Initializer;
import org.s2r2.encoder.Layer;
import org.s2r2.encoder.ProjectionHead;
import org.s2r2.objective.QueryMode;
import org.s2r2.objective.SmoothAp;
import org.s2r2.optim.Optimizer;
import org.s2r2.optim.Sgd;
import org.s2r2.optim.StepRates;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.Tensor;
import org.s2r2.testkit.sample.Samples;
import org.s2r2.torchscript.ScriptedModule;
import org.s2r2.training.EncoderPasses;
import org.s2r2.training.TrainingStep;
import org.s2r2.view.ViewBatch;
import org.s2r2.view.ViewBlock;

/** Scripted modules as encoders, against PyTorch itself and against layers of our own. */
class ScriptedEncoderTest {

    private static final Optimizer SGD = new Sgd(0.9, false, 1e-3);

    private final DjlBackend backend = TestBackend.open();

    @AfterEach
    void close() {
        backend.close();
    }

    private EncoderModel compile(Encoder encoder) {
        return backend.compile(encoder, Initializer.initialise(encoder, 1), SGD);
    }

    private EncoderModel compile(String name, int features) {
        return compile(TorchScriptFiles.encoder(name, features));
    }

    private static void requireClose(String what, float[] found, JsonNode expected) {
        assertThat(found).as(what).containsExactly(TorchScriptFiles.floats(expected), within(1e-5f));
    }

    private static void requireSame(Map<String, HostArray> found, Map<String, HostArray> expected) {
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        found.forEach((name, array) -> assertThat(array.values()).as(name).isEqualTo(expected.get(name).values()));
    }

    @ParameterizedTest
    @CsvSource({"small, small, 12", "traced, small, 12", "frozen, small, 12", "special, special, 3"})
    void inEvaluationItsFeaturesAreThoseOfPyTorch(String name, String same, int features) throws IOException {
        JsonNode expected = TorchScriptFiles.expected(same).get("evaluation");
        try (EncoderModel model = compile(name, features)) {
            Map<String, HostArray> before = model.weights();
            for (int size : new int[] {16, 12, 16}) {
                HostArray found =
                        model.embed(TorchScriptFiles.pixels(size), TorchScriptFiles.IMAGES, size, Stage.BACKBONE);
                requireClose("size " + size, found.values(), expected.get("" + size));
            }
            requireSame(model.weights(), before);
        }
    }

    @ParameterizedTest
    @CsvSource({"small, 12", "special, 3"})
    void inTrainingItsFeaturesBuffersAndGradientsAreThoseOfPyTorch(String name, int features) throws IOException {
        JsonNode expected = TorchScriptFiles.expected(name);
        try (EncoderModel model = compile(name, features)) {
            try (Tensor embeddings = model.forward(TorchScriptFiles.batch(16, 12))) {
                float[] found = embeddings.toFloats();
                int half = found.length / 2;
                requireClose("size 16", Arrays.copyOf(found, half), expected.get("training").get("16"));
                requireClose("size 12", Arrays.copyOfRange(found, half, found.length),
                        expected.get("training").get("12"));
                try (Tensor gradient = backend.tensors()
                        .tensor(TorchScriptFiles.pattern(found.length), embeddings.shape())) {
                    model.backward(gradient);
                }
            }
            Map<String, HostArray> state = model.weights();
            state.forEach((key, array) -> requireClose(key, array.values(), expected.get("state").get(key)));
            assertThat(expected.get("state").size() - state.size()).isEqualTo(name.equals("special") ? 1 : 0);
            Map<String, HostArray> gradients = model.gradients();
            assertThat(gradients).hasSize(expected.get("gradients").size());
            gradients.forEach((key, array) -> requireClose(key, array.values(), expected.get("gradients").get(key)));
        }
    }

    @ParameterizedTest
    @CsvSource({"small, 12", "special, 3"})
    void aPreviewHasTheFeaturesOfTheForwardAndLeavesTheBuffers(String name, int features) {
        try (EncoderModel model = compile(name, features)) {
            ViewBatch batch = TorchScriptFiles.batch(16, 12);
            Map<String, HostArray> before = model.weights();
            // Special's features depend on its buffers, which a preview of the first block does not change.
            ViewBatch first = name.equals("special") ? TorchScriptFiles.batch(16) : batch;
            try (Tensor preview = model.preview(first)) {
                requireSame(model.weights(), before);
                try (Tensor embeddings = model.forward(first)) {
                    assertThat(preview.toFloats()).isEqualTo(embeddings.toFloats());
                }
            }
            assertThat(model.weights().values()).usingRecursiveComparison().isNotEqualTo(before.values());
        }
    }

    /** The module {@code small}, of layers of our own with the same names. */
    private static Layer smallOfLayers() {
        return Layer.Sequential.of(
                new Layer.Conv2d("features.0", 3, 8, 3, 2, 1, false), new Layer.BatchNorm("features.1", 8),
                new Layer.Relu(),
                new Layer.Conv2d("features.3", 8, 16, 1, 2, 0, true), new Layer.BatchNorm("features.4", 16),
                new Layer.Relu(), new Layer.GlobalAvgPool(), new Layer.Linear("fc", 16, 12, true));
    }

    private static Encoder withHead(Layer backbone) {
        return new ProjectionHead(2, 16, 8, false).on(new Backbone("small", backbone, 12));
    }

    private double step(EncoderModel model, int number, int microBatch) {
        ViewBatch batch = Samples.batch(8, new ViewBlock(2, 8, 16, Samples.pixels(16, 16, number)),
                new ViewBlock(1, 8, 12, Samples.pixels(8, 12, 100 + number)));
        try (TrainingStep step = new TrainingStep(new EncoderPasses(backend, model, microBatch),
                new SmoothAp(0.05, QueryMode.EXCLUDED), batch, 0, number)) {
            step.forward();
            double loss = step.evaluate();
            step.backward();
            step.update(StepRates.of(0.05));
            return loss;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4})
    void itTrainsAsTheSameNetworkOfOurOwnLayers(int microBatch) {
        Encoder scripted = withHead(TorchScriptFiles.encoder("small", 12).backbone());
        Encoder own = withHead(smallOfLayers());
        Map<String, HostArray> weights = Initializer.initialise(scripted, 5);
        List<Double> losses = new ArrayList<>();
        try (EncoderModel one = backend.compile(scripted, weights, SGD);
                EncoderModel other = backend.compile(own, weights, SGD)) {
            for (int i = 0; i < 5; i++) {
                losses.add(step(one, i, microBatch));
                assertThat(losses.get(i)).isCloseTo(step(other, i, microBatch), within(1e-4));
            }
            Map<String, HostArray> found = one.weights();
            other.weights().forEach((name, array) ->
                    assertThat(found.get(name).values()).as(name).containsExactly(array.values(), within(1e-4f)));
            // Five steps of two crop sizes, each counted by each batch norm.
            assertThat(found.get("features.1.num_batches_tracked").values())
                    .containsExactly(microBatch == 0 ? 10 : 20);
        }
        assertThat(losses.get(4)).isNotCloseTo(losses.get(0), within(1e-3));
    }

    @Test
    void aModelWithTheWeightsAndTheStateOfAnotherGoesOnBitForBit() {
        Encoder encoder = withHead(TorchScriptFiles.encoder("small", 12).backbone());
        try (EncoderModel whole = compile(encoder)) {
            step(whole, 0, 0);
            step(whole, 1, 0);
            try (EncoderModel later = backend.compile(encoder, whole.weights(), SGD)) {
                later.loadOptimizerState(whole.optimizerState());
                for (int i = 2; i < 5; i++) {
                    assertThat(step(later, i, 0)).isEqualTo(step(whole, i, 0));
                }
                requireSame(later.weights(), whole.weights());
                requireSame(later.optimizerState(), whole.optimizerState());
            }
        }
    }

    /** libtorch's own kernel for a convolution of one pixel gives wrong values or ends the process; see LayerCompiler. */
    @ParameterizedTest
    @ValueSource(strings = {"small.pt", "traced.pt"})
    void noCallOfLibtorchsConvolutionIsLeftInTheCodeOfAModule(String name) throws IOException {
        Map<String, String> code = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(
                BindingCode.archive(ScriptedModule.read(TorchScriptFiles.file(name)))))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().endsWith(".py")) {
                    code.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        code.keySet().removeIf(file -> file.endsWith("/s2r2_convolutions.py"));
        assertThat(code.values()).anyMatch(source -> source.contains("s2r2_convolutions."))
                .noneMatch(source -> source.contains(" torch.conv2d(") || source.contains(" torch._convolution("));
    }

    @Test
    void weightsCanBeReplacedOneByOneAndAllAtOnce() {
        try (EncoderModel model = compile("special", 3)) {
            Map<String, HostArray> changed = new LinkedHashMap<>();
            model.weights().forEach((name, array) -> {
                float[] values = array.values().clone();
                for (int i = 0; i < values.length; i++) {
                    values[i] = i + values.length;
                }
                changed.put(name, new HostArray(array.shape(), values));
            });
            model.loadWeights(changed);
            requireSame(model.weights(), changed);
            HostArray calls = new HostArray(new int[0], new float[] {7});
            model.setWeight("calls", calls);
            assertThat(model.weights().get("calls").values()).containsExactly(7);
            model.forward(TorchScriptFiles.batch(16)).close();
            assertThat(model.weights().get("calls").values()).containsExactly(8);
        }
    }

    @Test
    void stepsLeaveNoArrayBehind() {
        try (EncoderModel model = compile(withHead(TorchScriptFiles.encoder("small", 12).backbone()))) {
            step(model, 0, 0);
            int live = backend.liveTensors();
            int owned = ((DjlEncoderModel) model).liveArrays();
            for (int i = 0; i < 3; i++) {
                step(model, i, 4);
                model.embed(TorchScriptFiles.pixels(16), TorchScriptFiles.IMAGES, 16, Stage.BACKBONE);
            }
            assertThat(backend.liveTensors()).isEqualTo(live);
            assertThat(((DjlEncoderModel) model).liveArrays()).isEqualTo(owned);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "small    | 13 | gives [float32 (4, 12)] for images (4, 3, 16, 16), expected float32 (4, 13) by encoder.features",
        "wide     | 12 | gives [float32 (4, 768)] for images (4, 3, 16, 16), expected float32 (4, 12)",
        "pair     | 3  | gives [float32 (4, 3), float32 (4, 3, 16, 16)] for images",
        "one-size | 12 | fails in forward of images (4, 3, 16, 16): RuntimeError: mat1 and mat2 shapes cannot be multiplied"
    })
    void aModuleThatDoesNotFitIsRefused(String name, int features, String words) {
        try (EncoderModel model = compile(name, features)) {
            assertThatThrownBy(() -> model.embed(TorchScriptFiles.pixels(16), 4, 16, Stage.BACKBONE))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining(name + ".pt: " + words);
            assertThatThrownBy(() -> model.forward(TorchScriptFiles.batch(16)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining(name + ".pt: " + words);
        }
    }
}
