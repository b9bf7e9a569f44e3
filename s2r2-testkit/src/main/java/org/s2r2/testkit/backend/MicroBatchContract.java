package org.s2r2.testkit.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.s2r2.backend.EncoderModel;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Layer;
import org.s2r2.encoder.Parameter;
import org.s2r2.objective.Objective;
import org.s2r2.objective.ObjectiveStep;
import org.s2r2.objective.QueryMode;
import org.s2r2.objective.SmoothAp;
import org.s2r2.optim.Optimizer;
import org.s2r2.optim.Sgd;
import org.s2r2.optim.StepRates;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.testkit.sample.Samples;
import org.s2r2.training.EncoderPasses;
import org.s2r2.training.TrainingStep;
import org.s2r2.view.BatchParts;
import org.s2r2.view.ViewBatch;
import org.s2r2.view.ViewBlock;

/**
 * Previews, and steps in micro-batches: where batch norm does not make the difference, they are those of the undivided
 * batch. The bound on their memory is in {@link MemoryContract}.
 */
public abstract class MicroBatchContract extends Contract {

    private static final Optimizer SGD = new Sgd(0.9, false, 1e-4);
    private static final Objective RANKING = new SmoothAp(0.1, QueryMode.EXCLUDED);
    private static final double LEARNING_RATE = 0.05;
    private static final int IMAGES = 8;

    /** Gradients of a batch and of its parts are sums of the same terms in another order. */
    private static final double SUMMED = 5e-6;

    private static final Encoder NORMLESS = new Encoder(
            "tiny without batch norm",
            withoutBatchNorm(Samples.TINY.backbone()),
            Samples.TINY.featureDim(),
            withoutBatchNorm(Samples.TINY.head()),
            Samples.TINY.embeddingDim());

    private final ViewBatch batch = Samples.twoSizes(IMAGES, 4);

    private static Layer withoutBatchNorm(Layer layer) {
        if (layer instanceof Layer.Sequential sequential) {
            return new Layer.Sequential(sequential.layers().stream()
                    .map(MicroBatchContract::withoutBatchNorm)
                    .toList());
        }
        if (layer instanceof Layer.Residual residual) {
            return new Layer.Residual(
                    withoutBatchNorm(residual.body()), residual.shortcut().map(MicroBatchContract::withoutBatchNorm));
        }
        return layer instanceof Layer.BatchNorm ? Layer.Sequential.of() : layer;
    }

    /** An objective with weights and state, in whose loss every row of the batch has to do with every other. */
    private static final class Prototypes implements Objective {

        private static final Parameter PROTOTYPES = new Parameter("objective.p", Parameter.Role.WEIGHT, 5, 4);

        private final List<float[]> remembered = new ArrayList<>();

        @Override
        public String name() {
            return "prototypes";
        }

        @Override
        public List<Parameter> parameters(int embeddingDim) {
            return List.of(PROTOTYPES);
        }

        @Override
        public ValueAndGradients evaluate(TensorEngine engine, Tensor embeddings, ObjectiveStep step) {
            step.layout().requireRows(embeddings);
            return engine.differentiate(
                    in -> {
                        Tensor scores = in.get(0).matmul(in.get(1).transpose()).mul(3);
                        return scores.logSumExp(1).mean().sub(scores.logSumExp(0).mean());
                    },
                    List.of(embeddings, step.weights().get(0)));
        }

        @Override
        public void remember(Tensor embeddings, ObjectiveStep step) {
            remembered.add(embeddings.toFloats());
        }
    }

    private EncoderModel compile(Encoder encoder, Objective objective) {
        List<Parameter> own = objective.parameters(encoder.embeddingDim());
        Map<String, HostArray> weights = new LinkedHashMap<>(Samples.weights(encoder.parameters(), 3));
        weights.putAll(Samples.weights(own, 8));
        return backend.compile(encoder, own, weights, SGD);
    }

    /** What a step found, and left behind. */
    private record Found(
            float[] embeddings, double loss, Map<String, HostArray> gradients, Map<String, HostArray> weights) {}

    private Found step(EncoderModel model, Objective objective, ViewBatch on, int microBatch) {
        EncoderPasses passes = new EncoderPasses(backend, model, microBatch);
        try (TrainingStep step = new TrainingStep(passes, objective, on, 0, 0)) {
            float[] embeddings = step.forward().toFloats();
            double loss = step.evaluate();
            step.backward();
            Map<String, HostArray> gradients = model.gradients();
            step.update(StepRates.of(LEARNING_RATE));
            return new Found(embeddings, loss, gradients, model.weights());
        }
    }

    private Found step(Encoder encoder, Objective objective, ViewBatch on, int microBatch) {
        try (EncoderModel model = compile(encoder, objective)) {
            return step(model, objective, on, microBatch);
        }
    }

    /** Parts of equal and of different sizes, of one image, and as large as the batch or larger. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 7, 8, 9})
    void withoutBatchNormAStepIsThatOfTheUndividedBatch(int microBatch) {
        requireSame(step(NORMLESS, RANKING, batch, microBatch), step(NORMLESS, RANKING, batch, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5})
    void anObjectiveWithWeightsAndStateSeesTheWholeBatchOnce(int microBatch) {
        Prototypes divided = new Prototypes();
        Prototypes undivided = new Prototypes();
        Found found = step(NORMLESS, divided, batch, microBatch);
        Found expected = step(NORMLESS, undivided, batch, 0);
        requireSame(found, expected);
        assertThat(expected.gradients().get("objective.p").values()).as("its gradient").doesNotContain(0);
        assertThat(divided.remembered).hasSize(1);
        assertThat(divided.remembered.get(0)).containsExactly(found.embeddings());
    }

    private static void requireSame(Found found, Found expected) {
        int rows = 3 * IMAGES;
        Comparison.requireClose(
                "embeddings",
                HostArray.matrix(found.embeddings(), rows, 4),
                Samples.wide(expected.embeddings()),
                Comparison.VALUE);
        assertThat(found.loss()).as("loss").isCloseTo(expected.loss(), within(1e-5));
        Comparison.requireClose("gradients", found.gradients(), expected.gradients(), SUMMED);
        Comparison.requireClose("weights after the update", found.weights(), expected.weights(), SUMMED);
    }

    /** Where each micro-batch has the same images, its statistics are the batch's, and so is batch norm's gradient. */
    @Test
    void withBatchNormAStepOnTheSameImagesAgainIsThatOfTheUndividedBatch() {
        ViewBatch repeated = Samples.batch(IMAGES, repeated(2, 8, 21), repeated(1, 6, 22));
        Found found = step(Samples.TINY, RANKING, repeated, IMAGES / 2);
        Found expected = step(Samples.TINY, RANKING, repeated, 0);
        Comparison.requireClose("gradients", found.gradients(), expected.gradients(), SUMMED);
        Found other = step(Samples.TINY, RANKING, batch, IMAGES / 2);
        assertThat(step(Samples.TINY, RANKING, batch, 0).loss())
                .as("loss where micro-batches have statistics of their own")
                .isNotCloseTo(other.loss(), within(1e-4));
    }

    /** The second half of the images is the first half again. */
    private static ViewBlock repeated(int views, int size, long seed) {
        int half = IMAGES / 2 * 3 * size * size;
        FloatBuffer pixels = Samples.pixels(views * IMAGES, size, seed);
        for (int view = 0; view < views; view++) {
            pixels.put((2 * view + 1) * half, pixels, 2 * view * half, half);
        }
        return new ViewBlock(views, IMAGES, size, pixels);
    }

    @ParameterizedTest
    @CsvSource({"4", "3"})
    void runningStatisticsMoveOnceForEachMicroBatch(int microBatch) {
        Map<String, HostArray> weights = Samples.weights(Samples.TINY.parameters(), 3);
        ReferenceModel reference = new ReferenceModel(Samples.TINY, weights);
        BatchParts parts = new BatchParts();
        for (int from = 0; from < IMAGES; from += microBatch) {
            reference.forward(parts.part(batch, from, Math.min(IMAGES, from + microBatch)));
        }
        Found found = step(Samples.TINY, RANKING, batch, microBatch);
        Samples.TINY.parameters().stream().filter(parameter -> !parameter.trainable()).forEach(parameter ->
                Comparison.requireClose(
                        parameter.name(),
                        found.weights().get(parameter.name()),
                        reference.weight(parameter.name()),
                        Comparison.VALUE));
    }

    @Test
    void aPreviewGivesTheEmbeddingsOfForwardAndLeavesEverythingAsItWas() {
        ViewBatch other = Samples.twoSizes(3, 40);
        try (EncoderModel quiet = tiny(3, SGD);
                EncoderModel busy = tiny(3, SGD)) {
            differentiate(quiet, batch, 5);
            Map<String, HostArray> before = busy.weights();
            double[] previewed = preview(busy, batch);
            Comparison.requireEqual("weights after a preview", busy.weights(), before);
            try (Tensor embeddings = busy.forward(batch)) {
                Comparison.requireClose("embeddings", embeddings, previewed, Comparison.REPEATED);
            }
            Map<String, HostArray> pending = busy.weights();
            preview(busy, other);
            preview(busy, batch);
            Comparison.requireEqual("weights after a preview between passes", busy.weights(), pending);
            backward(backend, busy, batch, 5);
            Comparison.requireClose("gradients", busy.gradients(), quiet.gradients(), Comparison.REPEATED);
            Map<String, HostArray> gradients = busy.gradients();
            preview(busy, batch);
            Comparison.requireEqual("gradients after a preview", busy.gradients(), gradients);
            assertThatThrownBy(() -> backward(backend, busy, batch, 5))
                    .as("backward of a preview")
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    private static double[] preview(EncoderModel model, ViewBatch batch) {
        try (Tensor embeddings = model.preview(batch)) {
            return embeddings.toDoubles();
        }
    }

    @Test
    void aPreviewOfPixelsThatAreNoNumbersLeavesRunningStatisticsAsTheyWere() {
        FloatBuffer pixels = Samples.pixels(4, 8, 6);
        pixels.put(5, Float.NaN).put(9, Float.POSITIVE_INFINITY);
        try (EncoderModel model = tiny(3, SGD)) {
            Map<String, HostArray> before = model.weights();
            assertThat(preview(model, Samples.batch(2, new ViewBlock(2, 2, 8, pixels)))).contains(Double.NaN);
            Comparison.requireEqual("weights after the preview", model.weights(), before);
        }
    }

    @Test
    void aPreviewRefusesOneValueAFeatureAsForwardDoes() {
        ViewBatch single = Samples.batch(1, new ViewBlock(1, 1, 8, Samples.pixels(1, 8, 18)));
        try (EncoderModel model = tiny(11, SGD)) {
            assertThatThrownBy(() -> model.preview(single))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("head_bn");
        }
    }

    @Test
    void aGradientOfAnotherShapeIsRefused() {
        try (EncoderModel model = tiny(3, SGD);
                Tensor gradient = backend.tensors().tensor(new float[25 * 4], 25, 4)) {
            EncoderPasses passes = new EncoderPasses(backend, model, 4);
            passes.forward(batch).close();
            assertThatThrownBy(() -> passes.backward(batch, gradient))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("[25, 4]", "[24, 4]");
            assertThatThrownBy(() -> new EncoderPasses(backend, model, -1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("-1");
        }
    }
}
