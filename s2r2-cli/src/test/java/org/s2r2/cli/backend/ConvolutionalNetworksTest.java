package org.s2r2.cli.backend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.s2r2.backend.EncoderModel;
import org.s2r2.checkpoint.SafetensorsFile;
import org.s2r2.encoder.Backbone;
import org.s2r2.encoder.ConvNeXts;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.encoder.Layer;
import org.s2r2.encoder.MobileNets;
import org.s2r2.encoder.Parameter;
import org.s2r2.encoder.ProjectionHead;
import org.s2r2.optim.Sgd;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.Tensor;
import org.s2r2.testkit.sample.Samples;
import org.s2r2.view.ViewBatch;
import org.s2r2.view.ViewBlock;

/** ConvNeXts and MobileNets on both backends: each is the other's oracle, and torchvision is that of both. */
class ConvolutionalNetworksTest extends OnBothBackends {

    private static final int GOLDEN_SIZE = 40;
    private static final ProjectionHead HEAD = new ProjectionHead(1, 1, 16, false);

    private static Encoder small(String network) {
        boolean convnext = network.equals("convnext");
        Layer layers = convnext
                ? ConvNeXts.layers(new int[] {8, 12}, new int[] {2, 1})
                : MobileNets.layers(List.of(
                        new MobileNets.Block(8, 3, 8, 8, true, false, 2),
                        new MobileNets.Block(8, 3, 24, 16, false, false, 1),
                        new MobileNets.Block(16, 5, 40, 16, true, true, 1)));
        int features = convnext ? 12 : 96;
        return new Encoder(network, layers, features, Layer.Sequential.of(), features);
    }

    /** {@code docs/exchange/torchvision_features.py small} made weights and features. */
    @ParameterizedTest
    @CsvSource({"djl, convnext", "djl, mobilenet", "dl4j, convnext", "dl4j, mobilenet"})
    void featuresAreThoseOfTorchvision(String backend, String network) throws IOException {
        Encoder encoder = small(network);
        Path folder = Path.of("src/test/resources/torchvision");
        Map<String, HostArray> weights = new LinkedHashMap<>();
        try (SafetensorsFile file = SafetensorsFile.open(folder.resolve(network + ".safetensors"))) {
            assertThat(file.names()).containsExactlyInAnyOrderElementsOf(
                    encoder.parameters().stream().map(Parameter::name).toList());
            for (String name : file.names()) {
                weights.put(name, file.read(name));
            }
        }
        FloatBuffer pixels = FloatBuffer.allocate(2 * 3 * GOLDEN_SIZE * GOLDEN_SIZE);
        for (int i = 0; i < pixels.capacity(); i++) {
            pixels.put(i, (float) (i * 37 % 101 - 50) / 50);
        }
        JsonNode expected = JsonMapper.builder().build().readTree(folder.resolve(network + ".json").toFile());
        float[] wanted = new float[expected.size()];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = (float) expected.get(i).doubleValue();
        }
        try (EncoderModel model = backends.get(backend).compile(encoder, weights, new Sgd(0, false, 0))) {
            assertThat(difference(model.embed(pixels, 2, GOLDEN_SIZE, Stage.BACKBONE).values(), wanted)).isLessThan(1e-5);
        }
    }

    @Test
    void featuresAndGradientsOfAConvNeXtAgree() {
        requireEqualBackends(ConvNeXts.tiny(), 2, 64);
    }

    /** Enough images for batch norms on the last, smallest, maps. */
    @Test
    void featuresAndGradientsOfAMobileNetAgree() {
        requireEqualBackends(MobileNets.v3Small(), 8, 96);
    }

    private void requireEqualBackends(Backbone backbone, int images, int size) {
        Encoder encoder = HEAD.on(backbone);
        // Not the first weights: layer scales of 1e-6 hide the blocks.
        Map<String, HostArray> weights = Samples.weights(encoder.parameters(), 4);
        ViewBatch batch = Samples.batch(images, new ViewBlock(1, images, size, Samples.pixels(images, size, 6)));
        Map<String, float[]> features = new LinkedHashMap<>();
        Map<String, Map<String, HostArray>> gradients = new LinkedHashMap<>();
        backends.forEach((name, backend) -> {
            try (EncoderModel model = backend.compile(encoder, weights, new Sgd(0, false, 0));
                    Tensor upstream = backend.tensors().tensor(Samples.gaussian(images * 16, 7), images, 16)) {
                features.put(name, model.embed(batch.blocks().get(0).pixels(), images, size, Stage.BACKBONE).values());
                model.forward(batch).close();
                model.backward(upstream);
                gradients.put(name, model.gradients());
            }
        });
        assertThat(difference(features.get("dl4j"), features.get("djl"))).as("features").isLessThan(1e-4);
        double largest = gradients.get("djl").values().stream().mapToDouble(array -> largest(array.values())).max().orElseThrow();
        gradients.get("djl").forEach((name, array) -> {
            // A shift that a batch norm takes away again has no gradient, and what is found is rounding.
            double scale = Math.max(largest(array.values()), 1e-3 * largest);
            assertThat(worst(gradients.get("dl4j").get(name).values(), array.values()) / scale).as(name).isLessThan(1e-3);
        });
    }

    /** The largest difference, as a part of the largest value expected. */
    private static double difference(float[] found, float[] expected) {
        return worst(found, expected) / largest(expected);
    }

    private static double worst(float[] found, float[] expected) {
        assertThat(found).hasSameSizeAs(expected);
        double worst = 0;
        for (int i = 0; i < found.length; i++) {
            worst = Math.max(worst, Math.abs((double) found[i] - expected[i]));
        }
        return worst;
    }

    private static double largest(float[] values) {
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
