package org.s2r2.testkit.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.s2r2.backend.EncoderModel;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.encoder.Freezing;
import org.s2r2.encoder.Layer;
import org.s2r2.encoder.Parameter;
import org.s2r2.optim.Optimizer;
import org.s2r2.optim.Sgd;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.Tensor;
import org.s2r2.testkit.sample.Samples;
import org.s2r2.view.ViewBatch;

/**
 * Every kind of layer, alone and in combinations: values in both modes, running statistics and gradients are those of
 * the reference in double precision.
 */
public abstract class LayerContract extends Contract {

    private static final Optimizer PLAIN = new Sgd(0, false, 0);

    @ParameterizedTest(name = "{0}")
    @MethodSource("org.s2r2.testkit.backend.LayerCase#all")
    void aLayerGivesWhatTheReferenceGivesInEvaluationAndInTraining(LayerCase c) {
        named(c, () -> requireValues(c));
    }

    private void requireValues(LayerCase c) {
        Encoder encoder = c.encoder();
        ReferenceModel reference = new ReferenceModel(encoder, c.weights());
        ViewBatch batch = c.batch();
        try (EncoderModel model = backend.compile(encoder, c.weights(), PLAIN)) {
            requireEvaluation("in evaluation", model, reference, c);
            try (Tensor embeddings = model.forward(batch)) {
                Comparison.requireClose(
                        c + " in training", embeddings, reference.forward(batch), Comparison.VALUE);
            }
            model.weights().forEach((name, array) -> Comparison.requireClose(
                    c + " after a forward in training: " + name, array, reference.weight(name), Comparison.REPEATED));
            requireEvaluation("in evaluation after training", model, reference, c);
        }
    }

    private static void requireEvaluation(String mode, EncoderModel model, ReferenceModel reference, LayerCase c) {
        FloatBuffer pixels = c.batch().blocks().get(0).pixels();
        for (Stage stage : Stage.values()) {
            Comparison.requireClose(
                    c + " " + mode + " at stage " + stage,
                    model.embed(pixels, c.rowCount(), c.size(), stage),
                    reference.embed(pixels, c.rowCount(), c.size(), stage),
                    Comparison.VALUE);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("org.s2r2.testkit.backend.LayerCase#all")
    void gradientsOfALayerAndOfWhatIsBeforeItAreDifferencesOfTheReference(LayerCase c) {
        named(c, () -> requireGradients(c, c.batch(), c.upstream()));
    }

    @Test
    void aRowOfZerosStaysZeroUnderNormalisationAndSendsNoGradientBack() {
        LayerCase c = new LayerCase("L2 normalise of zeros", new Layer.L2Normalize(), 5, true, true);
        ViewBatch batch = c.batch();
        for (int i = 0; i < 3 * c.size() * c.size(); i++) {
            batch.blocks().get(0).pixels().put(i, 0);
        }
        try (EncoderModel model = backend.compile(c.encoder(), c.weights(), PLAIN)) {
            HostArray rows = model.embed(batch.blocks().get(0).pixels(), 1, c.size(), Stage.BACKBONE);
            assertThat(rows.values()).as(c.name()).containsExactly(0, 0, 0, 0);
        }
        float[] withoutTheRow = c.upstream();
        Arrays.fill(withoutTheRow, 0, c.encoder().embeddingDim(), 0);
        Map<String, HostArray> found = gradients(c, batch, c.upstream());
        Map<String, HostArray> expected = gradients(c, batch, withoutTheRow);
        for (String name : List.of("stem.weight", "stem.bias", "readout.weight")) {
            assertThat(found.get(name).values()).as(name).containsExactly(expected.get(name).values(), within(1e-6f));
        }
        requireGradients(c, batch, withoutTheRow);
    }

    @Test
    void aVisionTransformerTakesImagesOfTwoSizesInOneStep() {
        Encoder encoder = new Encoder("transformer", TokenCases.transformer(), 6, new Layer.Linear("readout", 6, 3, true), 3);
        Map<String, HostArray> weights = Samples.weights(encoder.parameters(), 1);
        ViewBatch batch = Samples.twoSizes(2, 4);
        float[] upstream = Samples.gaussian(6 * 3, 3);
        try (EncoderModel model = backend.compile(encoder, weights, PLAIN);
                Tensor gradient = backend.tensors().tensor(upstream, 6, 3);
                Tensor embeddings = model.forward(batch)) {
            ReferenceModel reference = new ReferenceModel(encoder, weights);
            Comparison.requireClose("a vision transformer", embeddings, reference.forward(batch), Comparison.VALUE);
            model.backward(gradient);
            Comparison.requireGradients("a vision transformer", model.gradients(), reference.gradients(batch, upstream),
                    encoder.parameters());
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"stem", "stem_bn", "same", "all"})
    void aFrozenBeginningStaysAsItIs(String name) {
        requireFrozen(Freezing.upTo(Samples.TINY, name).orElseThrow());
    }

    @Test
    void theFirstBlocksOfAVisionTransformerCanBeFrozen() {
        Encoder encoder = new Encoder("transformer", TokenCases.transformer(), 6, new Layer.Linear("readout", 6, 3, true), 3);
        requireFrozen(Freezing.upTo(encoder, "blocks.0").orElseThrow());
    }

    /** Values, statistics and gradients are the reference's, and an update leaves what is frozen bit for bit. */
    private void requireFrozen(Encoder encoder) {
        Map<String, HostArray> weights = Samples.weights(encoder.parameters(), 1);
        ViewBatch batch = Samples.twoSizes(2, 4);
        int rows = batch.views() * batch.images();
        float[] upstream = Samples.gaussian(rows * encoder.embeddingDim(), 3);
        ReferenceModel reference = new ReferenceModel(encoder, weights);
        try (EncoderModel model = backend.compile(encoder, weights, new Sgd(0, false, 0.1));
                Tensor gradient = backend.tensors().tensor(upstream, rows, encoder.embeddingDim());
                Tensor embeddings = model.forward(batch)) {
            Comparison.requireClose("a frozen beginning", embeddings, reference.forward(batch), Comparison.VALUE);
            model.backward(gradient);
            Comparison.requireGradients("a frozen beginning", model.gradients(), reference.gradients(batch, upstream),
                    encoder.parameters());
            model.weights().forEach((parameter, array) -> Comparison.requireClose(
                    parameter, array, reference.weight(parameter), Comparison.REPEATED));
            model.update(0.1);
            Map<String, HostArray> after = model.weights();
            for (Parameter parameter : encoder.parameters()) {
                float[] before = weights.get(parameter.name()).values();
                if (parameter.role() == Parameter.Role.FROZEN) {
                    assertThat(after.get(parameter.name()).values()).as(parameter.name()).containsExactly(before);
                } else if (parameter.regularised()) {
                    assertThat(after.get(parameter.name()).values()).as(parameter.name()).isNotEqualTo(before);
                }
            }
        }
    }

    private Map<String, HostArray> gradients(LayerCase c, ViewBatch batch, float[] upstream) {
        int dim = c.encoder().embeddingDim();
        try (EncoderModel model = backend.compile(c.encoder(), c.weights(), PLAIN);
                Tensor gradient = backend.tensors().tensor(upstream, upstream.length / dim, dim)) {
            model.forward(batch).close();
            model.backward(gradient);
            return model.gradients();
        }
    }

    private void requireGradients(LayerCase c, ViewBatch batch, float[] upstream) {
        Comparison.requireGradients(
                c.name(),
                gradients(c, batch, upstream),
                new ReferenceModel(c.encoder(), c.weights()).gradients(batch, upstream),
                c.encoder().parameters());
    }

    /** Runs a check whose exceptions name the case. */
    private static void named(LayerCase c, Runnable check) {
        try {
            check.run();
        } catch (RuntimeException e) {
            throw new AssertionError(c + ": " + e, e);
        }
    }
}
