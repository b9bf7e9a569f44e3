package org.s2r2.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.s2r2.backend.EncoderModel;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.encoder.Layer;
import org.s2r2.encoder.ReferenceNetwork;
import org.s2r2.optim.OptimizerSpec;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.view.ViewBatch;

class DjlEncoderModelTest {

    private static final OptimizerSpec SGD = new OptimizerSpec.Sgd(0.9, false, 1e-4);
    private static final int DIM = Samples.TINY.embeddingDim();

    private final Map<String, HostArray> weights = Samples.weights(Samples.TINY.parameters(), 11);

    @Test
    void representationsAreThoseOfTheReferenceInEvaluationMode() {
        int count = 300;
        try (DjlBackend backend = (DjlBackend) Samples.backend();
                EncoderModel model = backend.compile(Samples.TINY, weights, SGD)) {
            FloatBuffer pixels = Samples.pixels(count, 6, 12).position(5);
            ReferenceNetwork reference = new ReferenceNetwork(weights);
            ReferenceNetwork.Values images = Samples.values(pixels, count, 6);
            ReferenceNetwork.Values features = reference.forward(Samples.TINY.backbone(), images, false);
            HostArray found = model.embed(pixels, count, 6, Stage.BACKBONE);
            assertThat(found.shape()).containsExactly(count, 6);
            assertThat(Samples.wide(found.values())).containsExactly(features.values(), within(2e-5));
            HostArray projected = model.embed(pixels, count, 6, Stage.PROJECTION);
            assertThat(projected.shape()).containsExactly(count, DIM);
            assertThat(Samples.wide(projected.values())).containsExactly(
                    reference.forward(Samples.TINY.head(), features, false).values(), within(2e-5));
            assertThat(pixels.position()).isEqualTo(5);
            assertThat(model.weights()).as("evaluation changes nothing").isEqualTo(weights);
        }
    }

    @Test
    void aRepresentationDoesNotDependOnTheOtherImagesOfTheCall() {
        try (DjlBackend backend = (DjlBackend) Samples.backend();
                EncoderModel model = backend.compile(Samples.TINY, weights, SGD)) {
            FloatBuffer pixels = Samples.pixels(5, 8, 13);
            HostArray together = model.embed(pixels, 5, 8, Stage.PROJECTION);
            for (int i = 0; i < 5; i++) {
                HostArray alone = model.embed(pixels.slice(i * 192, 192), 1, 8, Stage.PROJECTION);
                float[] row = Arrays.copyOfRange(together.values(), i * DIM, (i + 1) * DIM);
                assertThat(alone.values()).containsExactly(row, within(1e-6f));
            }
            assertThat(model.embed(pixels, 0, 8, Stage.BACKBONE).values()).isEmpty();
        }
    }

    @Test
    void aMissingParameterIsRefusedByName() {
        Map<String, HostArray> incomplete = new LinkedHashMap<>(weights);
        incomplete.remove("down_bn.running_var");
        try (DjlBackend backend = (DjlBackend) Samples.backend()) {
            assertThatThrownBy(() -> backend.compile(Samples.TINY, incomplete, SGD))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("down_bn.running_var");
        }
    }

    @Test
    void aParameterOfAnotherShapeIsRefusedByNameAndNothingIsChanged() {
        Map<String, HostArray> wrong = Samples.weights(Samples.TINY.parameters(), 14);
        wrong.put("head1.weight", HostArray.matrix(new float[20], 5, 4));
        try (DjlBackend backend = (DjlBackend) Samples.backend();
                EncoderModel model = backend.compile(Samples.TINY, weights, SGD)) {
            assertThatThrownBy(() -> model.loadWeights(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("head1.weight")
                    .hasMessageContaining("[5, 4]")
                    .hasMessageContaining("[4, 5]");
            assertThat(model.weights()).isEqualTo(weights);
        }
    }

    @Test
    void weightsAreCopiedInAndOut() {
        try (DjlBackend backend = (DjlBackend) Samples.backend();
                EncoderModel model = backend.compile(Samples.TINY, weights, SGD)) {
            model.weights().get("stem.weight").values()[0] = Float.NaN;
            assertThat(model.weights()).isEqualTo(weights);
            Map<String, HostArray> broken = Samples.weights(Samples.TINY.parameters(), 15);
            broken.get("stem.weight").values()[0] = Float.NaN;
            model.loadWeights(broken);
            model.loadWeights(weights);
            assertThat(model.weights()).as("no value survives a load").isEqualTo(weights);
        }
    }

    @Test
    void aForwardServesOneBackward() {
        try (DjlBackend backend = (DjlBackend) Samples.backend();
                EncoderModel model = backend.compile(Samples.TINY, weights, SGD);
                Tensor gradient = backend.tensors().tensor(new float[6 * DIM], 6, DIM);
                Tensor wrong = backend.tensors().tensor(new float[5 * DIM], 5, DIM)) {
            assertThatThrownBy(() -> model.backward(gradient)).isInstanceOf(IllegalStateException.class);
            model.forward(Samples.twoSizes(2, 16)).close();
            assertThatThrownBy(() -> model.backward(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("[5, 4]")
                    .hasMessageContaining("[6, 4]");
            model.backward(gradient);
            assertThatThrownBy(() -> model.backward(gradient)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void anEncoderThatGivesAnotherDimensionThanItSaysIsRefused() {
        Encoder lying = new Encoder(
                "lying", Samples.TINY.backbone(), 6, Layer.Sequential.of(Samples.TINY.head()), 9);
        try (DjlBackend backend = (DjlBackend) Samples.backend();
                EncoderModel model = backend.compile(lying, weights, SGD)) {
            assertThatThrownBy(() -> model.forward(Samples.twoSizes(2, 17)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("lying");
        }
    }

    @Test
    void fiveHundredStepsLeaveNothingBehind() throws IOException {
        try (DjlBackend backend = (DjlBackend) Samples.backend();
                EncoderModel model = backend.compile(Samples.TINY, weights, SGD)) {
            ViewBatch batch = Samples.twoSizes(8, 18);
            int live = backend.liveTensors();
            int owned = ((DjlEncoderModel) model).liveArrays();
            long settled = 0;
            for (int step = 0; step < 500; step++) {
                try (Tensor embeddings = model.forward(batch);
                        ValueAndGradients result = backend.tensors().differentiate(
                                inputs -> inputs.get(0).matmul(inputs.get(0).transpose()).exp().mean(),
                                List.of(embeddings))) {
                    model.backward(result.gradients().get(0));
                }
                model.update(0.01);
                model.embed(batch.blocks().get(0).pixels(), 16, 8, Stage.BACKBONE);
                if (step == 250) {
                    settled = residentKiB();
                }
            }
            assertThat(backend.liveTensors()).isEqualTo(live);
            assertThat(((DjlEncoderModel) model).liveArrays()).isEqualTo(owned);
            assertThat(residentKiB() - settled).as("growth in KiB over 250 steps").isLessThan(30_000);
        }
    }

    private static long residentKiB() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
