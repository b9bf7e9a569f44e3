package org.s2r2.cli.backend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.s2r2.backend.Backend;
import org.s2r2.backend.EncoderModel;
import org.s2r2.checkpoint.SafetensorsFile;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.encoder.Initializer;
import org.s2r2.encoder.Layer;
import org.s2r2.encoder.Parameter;
import org.s2r2.encoder.ProjectionHead;
import org.s2r2.encoder.VisionTransformers;
import org.s2r2.encoder.VisionTransformers.Form;
import org.s2r2.encoder.VisionTransformers.Pooling;
import org.s2r2.encoder.VisionTransformers.Positions;
import org.s2r2.encoder.VisionTransformers.Size;
import org.s2r2.optim.Sgd;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.Tensor;
import org.s2r2.testkit.sample.Samples;
import org.s2r2.view.ViewBatch;
import org.s2r2.view.ViewBlock;

/** Vision transformers on both backends: each is the other's oracle, and timm is that of both. */
class VisionTransformerTest extends OnBothBackends {

    private static final int IMAGES = 2;

    /** Without a batch norm, which has no gradient to speak of where there are two images. */
    private static final ProjectionHead HEAD = new ProjectionHead(1, 1, 32, false);

    /** {@code docs/exchange/timm_features.py small} made weights and features. */
    @ParameterizedTest
    @CsvSource({"djl, 32", "djl, 24", "djl, 48", "dl4j, 32", "dl4j, 24", "dl4j, 48"})
    void featuresAreThoseOfTimm(String backend, int size) throws IOException {
        requireFeaturesOfTimm(backend, size, Pooling.TOKEN, "norm.", "small.json");
        requireFeaturesOfTimm(backend, size, Pooling.MEAN, "fc_norm.", "small-mean.json");
    }

    /** @param norm what parameters of the last layer norm begin with, which the file has under timm's name for the class token */
    private void requireFeaturesOfTimm(String backend, int size, Pooling pooling, String norm, String features)
            throws IOException {
        Layer layers = VisionTransformers.layers(24, 2, 3, 8, 32, new Form(0, pooling, Positions.NORMAL));
        Encoder encoder = new Encoder("small", layers, 24, Layer.Sequential.of(), 24);
        Path folder = Path.of("src/test/resources/vit");
        Map<String, HostArray> weights = new LinkedHashMap<>();
        try (SafetensorsFile file = SafetensorsFile.open(folder.resolve("small.safetensors"))) {
            for (String name : file.names()) {
                weights.put(name.startsWith("norm.") ? name.replace("norm.", norm) : name, file.read(name));
            }
        }
        assertThat(weights.keySet())
                .containsExactlyInAnyOrderElementsOf(layers.parameters().stream().map(Parameter::name).toList());
        FloatBuffer pixels = FloatBuffer.allocate(IMAGES * 3 * size * size);
        for (int i = 0; i < pixels.capacity(); i++) {
            pixels.put(i, (float) (i * 37 % 101 - 50) / 50);
        }
        JsonNode expected = JsonMapper.builder().build().readTree(folder.resolve(features).toFile()).get("" + size);
        float[] wanted = new float[expected.size()];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = (float) expected.get(i).doubleValue();
        }
        try (EncoderModel model = backends.get(backend).compile(encoder, weights, new Sgd(0, false, 0))) {
            float[] found = model.embed(pixels, IMAGES, size, Stage.BACKBONE).values();
            assertThat(difference(found, wanted)).isLessThan(1e-5);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {224, 96})
    void featuresAndGradientsOfTheBackendsAgree(int size) {
        Encoder encoder = HEAD.on(VisionTransformers.vit(Size.TINY, 16, 224));
        Map<String, HostArray> weights = Initializer.initialise(encoder, 5);
        ViewBatch batch = Samples.batch(IMAGES, new ViewBlock(1, IMAGES, size, Samples.pixels(IMAGES, size, 6)));
        Map<String, float[]> features = new LinkedHashMap<>();
        Map<String, Map<String, HostArray>> gradients = new LinkedHashMap<>();
        backends.forEach((name, backend) -> {
            try (EncoderModel model = backend.compile(encoder, weights, new Sgd(0, false, 0))) {
                FloatBuffer pixels = batch.blocks().get(0).pixels();
                features.put(name, model.embed(pixels, IMAGES, size, Stage.BACKBONE).values());
                gradients.put(name, gradients(backend, model, batch));
            }
        });
        assertThat(difference(features.get("dl4j"), features.get("djl"))).as("features").isLessThan(1e-4);
        requireClose(gradients.get("dl4j"), gradients.get("djl"));
    }

    private static Map<String, HostArray> gradients(Backend backend, EncoderModel model, ViewBatch batch) {
        int rows = batch.views() * batch.images();
        model.forward(batch).close();
        try (Tensor upstream = backend.tensors().tensor(Samples.gaussian(rows * 32, 7), rows, 32)) {
            model.backward(upstream);
        }
        return model.gradients();
    }

    private static void requireClose(Map<String, HostArray> found, Map<String, HostArray> expected) {
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, array) ->
                assertThat(difference(found.get(name).values(), array.values())).as(name).isLessThan(1e-3));
    }

    @Test
    void gradientsOfCropsOfTwoSizesInOneStepAgree() {
        Encoder encoder = HEAD.on(VisionTransformers.vit(Size.TINY, 8, 32));
        Map<String, HostArray> weights = Initializer.initialise(encoder, 5);
        ViewBlock large = new ViewBlock(1, IMAGES, 32, Samples.pixels(IMAGES, 32, 1));
        ViewBlock little = new ViewBlock(2, IMAGES, 16, Samples.pixels(2 * IMAGES, 16, 2));
        Map<String, Map<String, HostArray>> gradients = new LinkedHashMap<>();
        backends.forEach((name, backend) -> {
            try (EncoderModel model = backend.compile(encoder, weights, new Sgd(0, false, 0))) {
                gradients.put(name, gradients(backend, model, Samples.batch(IMAGES, large, little)));
            }
        });
        requireClose(gradients.get("dl4j"), gradients.get("djl"));
    }

    /** The largest difference, as a part of the largest value expected. */
    private static double difference(float[] found, float[] expected) {
        assertThat(found).hasSameSizeAs(expected);
        double worst = 0;
        for (int i = 0; i < found.length; i++) {
            worst = Math.max(worst, Math.abs((double) found[i] - expected[i]));
        }
        return worst / largest(expected);
    }

    private static double largest(float[] values) {
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
