package org.s2r2.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.s2r2.backend.Backend;
import org.s2r2.backend.BackendFactory.Device;
import org.s2r2.backend.BackendFactory.Options;
import org.s2r2.backend.BackendFactory.Precision;
import org.s2r2.backend.EncoderModel;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.encoder.Layer;
import org.s2r2.encoder.ProjectionHead;
import org.s2r2.encoder.ResNets;
import org.s2r2.encoder.VisionTransformers;
import org.s2r2.optim.Sgd;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.Tensor;
import org.s2r2.testkit.sample.Samples;
import org.s2r2.view.ViewBatch;
import org.s2r2.view.ViewBlock;

class Bfloat16Test {

    private static final Sgd PLAIN = new Sgd(0, false, 0);

    private final Backend wide = new DjlBackendFactory().open(new Options(Device.CPU, 1));
    private final Backend narrow = new DjlBackendFactory().open(new Options(Device.CPU, 1, Precision.BFLOAT16));

    @AfterEach
    void close() {
        wide.close();
        narrow.close();
    }

    /** What is multiplied is rounded first, and sums are those of single precision. */
    @Test
    void aProductIsThatOfRoundedNumbers() {
        int inputs = 3 * 2 * 2;
        Encoder encoder = new Encoder("conv", Layer.Sequential.of(new Layer.Conv2d("conv", 3, 4, 2, 1, 0, true),
                new Layer.GlobalAvgPool()), 4, Layer.Sequential.of(), 4);
        Map<String, HostArray> weights = Samples.weights(encoder.parameters(), 1);
        FloatBuffer pixels = Samples.pixels(2, 2, 2);
        try (EncoderModel model = narrow.compile(encoder, weights, PLAIN);
                Tensor found = model.forward(Samples.batch(1, new ViewBlock(2, 1, 2, pixels)))) {
            float[] values = found.toFloats();
            for (int row = 0; row < 2; row++) {
                for (int out = 0; out < 4; out++) {
                    double sum = rounded(weights.get("conv.bias").values()[out]);
                    for (int i = 0; i < inputs; i++) {
                        sum += (double) rounded(pixels.get(row * inputs + i))
                                * rounded(weights.get("conv.weight").values()[out * inputs + i]);
                    }
                    assertThat((double) values[row * 4 + out]).as("row %d, channel %d", row, out)
                            .isCloseTo(sum, within(Math.abs(sum) / 128 + 1e-6));
                    assertThat(rounded(values[row * 4 + out])).isEqualTo(values[row * 4 + out]);
                }
            }
        }
    }

    /** What a body of zeros adds to changes by nothing, and is no multiple of the step that bfloat16 has there. */
    @Test
    void aResidualOfSinglePrecisionIsNotRounded() {
        Layer zeros = new Layer.Linear("zeros", 3, 3, false);
        for (Layer body : new Layer[] {zeros, Layer.Sequential.of(zeros, new Layer.DropPath("path", 0.5))}) {
            Encoder encoder = new Encoder("residual", Layer.Sequential.of(new Layer.GlobalAvgPool(),
                    new Layer.Residual(body, Optional.empty())), 3, Layer.Sequential.of(), 3);
            Map<String, HostArray> weights = Map.of("zeros.weight", HostArray.matrix(new float[9], 3, 3));
            FloatBuffer pixels = Samples.pixels(2, 2, 2);
            try (EncoderModel exact = wide.compile(encoder, weights, PLAIN);
                    EncoderModel model = narrow.compile(encoder, weights, PLAIN);
                    Tensor found = model.forward(Samples.batch(1, new ViewBlock(2, 1, 2, pixels)));
                    Tensor expected = exact.forward(Samples.batch(1, new ViewBlock(2, 1, 2, pixels)))) {
                assertThat(found.toFloats()).containsExactly(expected.toFloats());
                assertThat(rounded(found.toFloats()[0])).isNotEqualTo(found.toFloats()[0]);
            }
        }
    }

    /** The nearest number that has 8 significant bits. */
    private static float rounded(float value) {
        int bits = Float.floatToRawIntBits(value);
        int even = 0x7FFF + (bits >>> 16 & 1);
        return Float.intBitsToFloat(bits + even & 0xFFFF0000);
    }

    @Test
    void gradientsAreNearThoseOfSinglePrecisionAndEvaluationIsSinglePrecision() {
        requireNear(Samples.TINY);
        requireNear(new ProjectionHead(2, 8, 4, true).on(ResNets.cifar(8, 4, 1), true));
        requireNear(new ProjectionHead(1, 8, 4, false).on(
                new org.s2r2.encoder.Backbone("vit", VisionTransformers.layers(8, 2, 2, 2, 8), 8), true));
    }

    private void requireNear(Encoder encoder) {
        Map<String, HostArray> weights = Samples.weights(encoder.parameters(), 5);
        ViewBatch batch = Samples.twoSizes(6, 4);
        int rows = batch.views() * batch.images();
        float[] upstream = Samples.gaussian(rows * encoder.embeddingDim(), 3);
        try (EncoderModel exact = wide.compile(encoder, weights, PLAIN);
                EncoderModel model = narrow.compile(encoder, weights, PLAIN);
                Tensor exactEmbeddings = exact.forward(batch);
                Tensor embeddings = model.forward(batch);
                Tensor exactGradient = wide.tensors().tensor(upstream, rows, encoder.embeddingDim());
                Tensor gradient = narrow.tensors().tensor(upstream, rows, encoder.embeddingDim())) {
            assertThat(distance(embeddings.toFloats(), exactEmbeddings.toFloats())).as(encoder.name()).isBetween(1e-4, 0.05);
            exact.backward(exactGradient);
            model.backward(gradient);
            assertThat(distance(model.gradientVector(), exact.gradientVector())).as(encoder.name()).isBetween(1e-4, 0.2);
            FloatBuffer pixels = Samples.pixels(3, 8, 9);
            model.setGradientVector(exact.gradientVector());
            exact.weights().forEach(model::setWeight);
            assertThat(model.embed(pixels, 3, 8, Stage.PROJECTION).values())
                    .containsExactly(exact.embed(pixels, 3, 8, Stage.PROJECTION).values());
        }
    }

    /** |a - b| / |b|. */
    private static double distance(float[] a, float[] b) {
        double difference = 0;
        double length = 0;
        for (int i = 0; i < a.length; i++) {
            difference += Math.pow(a[i] - b[i], 2);
            length += Math.pow(b[i], 2);
        }
        return Math.sqrt(difference / length);
    }
}
