package org.s2r2.testkit.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.s2r2.backend.EncoderModel;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.encoder.ForeignModule;
import org.s2r2.encoder.Initializer;
import org.s2r2.encoder.Layer;
import org.s2r2.encoder.Parameter;
import org.s2r2.optim.Optimizer;
import org.s2r2.optim.Sgd;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.Tensor;
import org.s2r2.testkit.sample.Samples;
import org.s2r2.view.ViewBatch;
import org.s2r2.view.ViewBlock;

/** What a backend refuses, what it says then, and that it goes on afterwards. */
public abstract class RefusalContract extends Contract {

    private static final Optimizer SGD = new Sgd(0.9, false, 1e-4);
    private static final Encoder TINY = Samples.TINY;
    private static final int DIM = TINY.embeddingDim();

    private final Map<String, HostArray> weights = Samples.weights(TINY.parameters(), 11);

    @Test
    void aMissingParameterIsRefusedByNameAndNothingIsChanged() {
        try (EncoderModel model = tiny(11, SGD)) {
            for (String missing : new String[] {"stem.bias", "down.weight", "down_bn.running_var"}) {
                Map<String, HostArray> incomplete = Samples.weights(TINY.parameters(), 14);
                incomplete.remove(missing);
                assertThatThrownBy(() -> backend.compile(TINY, incomplete, SGD))
                        .as("compile without %s", missing)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(missing);
                assertThatThrownBy(() -> model.loadWeights(incomplete))
                        .as("loadWeights without %s", missing)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(missing);
                Comparison.requireEqual("weights after a load without " + missing, model.weights(), weights);
            }
        }
    }

    @Test
    void aParameterOfAnotherShapeIsRefusedByNameAndNothingIsChanged() {
        Map<String, HostArray> wrong = new LinkedHashMap<>(Samples.weights(TINY.parameters(), 14));
        wrong.put("head1.weight", HostArray.matrix(new float[20], 5, 4));
        try (EncoderModel model = tiny(11, SGD)) {
            assertThatThrownBy(() -> backend.compile(TINY, wrong, SGD))
                    .as("compile with a wrong shape")
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("head1.weight", "[5, 4]", "[4, 5]");
            assertThatThrownBy(() -> model.loadWeights(wrong))
                    .as("loadWeights with a wrong shape")
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("head1.weight", "[5, 4]", "[4, 5]");
            Comparison.requireEqual("weights after a load of a wrong shape", model.weights(), weights);
        }
    }

    @Test
    void aForwardServesOneBackwardOfItsShape() {
        try (EncoderModel model = tiny(11, SGD);
                Tensor gradient = backend.tensors().tensor(Samples.gaussian(6 * DIM, 1), 6, DIM);
                Tensor wrong = backend.tensors().tensor(new float[5 * DIM], 5, DIM)) {
            assertThatThrownBy(() -> model.backward(gradient))
                    .as("backward before the first forward")
                    .isInstanceOf(IllegalStateException.class);
            model.forward(Samples.twoSizes(2, 16)).close();
            assertThatThrownBy(() -> model.backward(wrong))
                    .as("a gradient of another shape")
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("[5, 4]", "[6, 4]");
            model.backward(gradient);
            Map<String, HostArray> gradients = model.gradients();
            assertThatThrownBy(() -> model.backward(gradient))
                    .as("a second backward")
                    .isInstanceOf(IllegalStateException.class);
            Comparison.requireEqual("gradients after a second backward was refused", model.gradients(), gradients);
        }
    }

    @Test
    void anEncoderThatGivesAnotherDimensionThanItSaysIsRefused() {
        Encoder lying = new Encoder("lying", TINY.backbone(), 6, TINY.head(), 9);
        assertThatThrownBy(() -> {
                    try (EncoderModel model = backend.compile(lying, weights, SGD)) {
                        model.forward(Samples.twoSizes(2, 17)).close();
                    }
                })
                .as("an encoder whose head has 4 outputs and says 9")
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lying");
        Encoder other = new Encoder("lying", TINY.backbone(), 5, TINY.head(), DIM);
        assertThatThrownBy(() -> {
                    try (EncoderModel model = backend.compile(other, weights, SGD)) {
                        model.embed(Samples.pixels(2, 8, 1), 2, 8, Stage.BACKBONE);
                    }
                })
                .as("an encoder whose backbone has 6 features and says 5")
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lying");
    }

    @Test
    void batchNormRefusesToTrainOnOneValueAFeature() {
        ViewBatch single = Samples.batch(1, new ViewBlock(1, 1, 8, Samples.pixels(1, 8, 18)));
        try (EncoderModel model = tiny(11, SGD)) {
            assertThatThrownBy(() -> model.forward(single))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("head_bn");
            for (String statistics : new String[] {"head_bn.running_mean", "head_bn.running_var"}) {
                assertThat(model.weights().get(statistics).values())
                        .as("%s after the refusal", statistics)
                        .containsExactly(weights.get(statistics).values());
            }
            model.embed(single.blocks().get(0).pixels(), 1, 8, Stage.PROJECTION);
            requireStep(model);
        }
    }

    @Test
    void batchNormRefusesToTrainOnOneImageOfOnePixel() {
        Layer backbone = Layer.Sequential.of(
                new Layer.Conv2d("conv", 3, 4, 3, 1, 1, false),
                new Layer.BatchNorm("pixel_bn", 4),
                new Layer.GlobalAvgPool());
        Encoder encoder = new Encoder("pixel", backbone, 4, Layer.Sequential.of(), 4);
        try (EncoderModel model = backend.compile(encoder, Samples.weights(encoder.parameters(), 1), SGD)) {
            ViewBatch pixel = Samples.batch(1, new ViewBlock(1, 1, 1, Samples.pixels(1, 1, 18)));
            assertThatThrownBy(() -> model.forward(pixel))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("pixel_bn");
        }
    }

    @Test
    void fewerPixelsThanTheImagesHaveAreRefused() {
        FloatBuffer pixels = Samples.pixels(5, 8, 19).limit(5 * 192 - 1);
        try (EncoderModel model = tiny(11, SGD)) {
            assertThatThrownBy(() -> model.embed(pixels, 5, 8, Stage.BACKBONE))
                    .as("959 values for 5 images of 192")
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("pixels", "959");
            assertThatThrownBy(() -> model.embed(pixels, -1, 8, Stage.BACKBONE))
                    .as("-1 images")
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(model.embed(pixels, 4, 8, Stage.BACKBONE).rows()).isEqualTo(4);
        }
    }

    /** Requires a step to leave all weights finite. */
    private void requireStep(EncoderModel model) {
        differentiate(model, Samples.twoSizes(4, 20), 21);
        model.update(0.01);
        model.weights().forEach((name, array) -> {
            for (float value : array.values()) {
                assertThat(value).as("%s after the refusal and a step", name).isFinite();
            }
        });
    }

    /** A module that no engine knows. */
    private record Strange(String name) implements ForeignModule {
        @Override
        public String kind() {
            return "a strange module";
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(new Parameter(name + ".weight", Parameter.Role.WEIGHT, 2));
        }

        @Override
        public Map<String, HostArray> weights() {
            return Map.of(name + ".weight", new HostArray(new int[] {2}, new float[2]));
        }
    }

    @Test
    void aModuleThatTheEngineDoesNotKnowIsRefusedInOneSentenceWhereverItIs() {
        Layer strange = new Layer.Foreign(new Strange("strange"), 3);
        Layer none = Layer.Sequential.of();
        for (Encoder encoder : List.of(
                new Encoder("whole", strange, 3, none, 3),
                new Encoder("inside", Layer.Sequential.of(none, Layer.Sequential.of(strange)), 3, none, 3),
                new Encoder("body", new Layer.Residual(strange, Optional.of(none)), 3, none, 3),
                new Encoder("shortcut", new Layer.Residual(none, Optional.of(strange)), 3, none, 3),
                new Encoder("head", none, 3, strange, 3))) {
            assertThatThrownBy(() -> factory().require(encoder))
                    .as(encoder.name())
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("a strange module")
                    .hasMessageContaining(backend.name());
            Map<String, HostArray> weights = Initializer.initialise(encoder, 1);
            assertThatThrownBy(() -> backend.compile(encoder, weights, new Sgd(0, false, 0)))
                    .as(encoder.name())
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("a strange module");
        }
    }
}
