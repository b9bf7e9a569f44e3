package org.s2r2.testkit.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.s2r2.backend.EncoderModel;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.encoder.Layer;
import org.s2r2.optim.Optimizer;
import org.s2r2.optim.Sgd;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.Tensor;
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
    void aRowOfZerosStaysZeroUnderNormalisationAndDisturbsNoOther() {
        LayerCase c = new LayerCase("L2 normalise of zeros", new Layer.L2Normalize(), 5, true, true);
        ViewBatch batch = c.batch();
        for (int i = 0; i < 3 * c.size() * c.size(); i++) {
            batch.blocks().get(0).pixels().put(i, 0);
        }
        try (EncoderModel model = backend.compile(c.encoder(), c.weights(), PLAIN)) {
            HostArray rows = model.embed(batch.blocks().get(0).pixels(), 1, c.size(), Stage.BACKBONE);
            assertThat(rows.values()).as(c.name()).containsExactly(0, 0, 0, 0);
        }
        float[] upstream = c.upstream();
        for (int i = 0; i < c.encoder().embeddingDim(); i++) {
            upstream[i] = 0;
        }
        requireGradients(c, batch, upstream);
    }

    private void requireGradients(LayerCase c, ViewBatch batch, float[] upstream) {
        Encoder encoder = c.encoder();
        Map<String, HostArray> weights = c.weights();
        int dim = encoder.embeddingDim();
        try (EncoderModel model = backend.compile(encoder, weights, PLAIN);
                Tensor gradient = backend.tensors().tensor(upstream, upstream.length / dim, dim)) {
            model.forward(batch).close();
            model.backward(gradient);
            Comparison.requireGradients(
                    c.name(),
                    model.gradients(),
                    new ReferenceModel(encoder, weights).gradients(batch, upstream),
                    encoder.parameters());
        }
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
