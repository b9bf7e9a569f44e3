package org.s2r2.testkit.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.s2r2.backend.EncoderModel;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.encoder.Initializer;
import org.s2r2.encoder.Layer;
import org.s2r2.encoder.Parameter;
import org.s2r2.encoder.ProjectionHead;
import org.s2r2.encoder.ResNets;
import org.s2r2.optim.Optimizer;
import org.s2r2.optim.Sgd;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.Tensor;
import org.s2r2.testkit.sample.Samples;
import org.s2r2.view.ViewBatch;
import org.s2r2.view.ViewBlock;

/**
 * One call after the other on a whole encoder: embeddings, gradients and running statistics of views of two sizes,
 * evaluation, and weights that go in and out.
 */
public abstract class EncoderContract extends Contract {

    private static final Optimizer PLAIN = new Sgd(0, false, 0);
    private static final Encoder TINY = Samples.TINY;
    private static final int DIM = TINY.embeddingDim();

    private final Map<String, HostArray> weights = Samples.weights(TINY.parameters(), 3);
    private final ViewBatch batch = Samples.twoSizes(4, 4);

    @Test
    void embeddingsOfTwoSizesAreThoseOfTheReferenceBlockByBlock() {
        ReferenceModel reference = new ReferenceModel(TINY, weights);
        try (EncoderModel model = tiny(3, PLAIN);
                Tensor embeddings = model.forward(batch)) {
            assertThat(model.encoder()).isEqualTo(TINY);
            assertThat(embeddings.shape()).as("shape of the embeddings").containsExactly(12, DIM);
            Comparison.requireClose("embeddings in training", embeddings, reference.forward(batch), Comparison.VALUE);
            Map<String, HostArray> after = model.weights();
            assertThat(after.keySet()).as("names of the weights, in order").containsExactlyElementsOf(weights.keySet());
            after.forEach((name, array) -> Comparison.requireClose(
                    name + " after a forward of two blocks", array, reference.weight(name), 1e-5));
        }
    }

    @Test
    void theGradientOfEveryWeightIsTheDifferenceOfTheReference() {
        try (EncoderModel model = tiny(3, PLAIN)) {
            differentiate(model, batch, 5);
            float[] upstream = Samples.gaussian(12 * DIM, 5);
            Comparison.requireGradients(
                    "tiny encoder",
                    model.gradients(),
                    new ReferenceModel(TINY, weights).gradients(batch, upstream),
                    TINY.parameters());
        }
    }

    @Test
    void gradientsOfTwoBackwardPassesAddUpAndAnUpdateSetsThemToZero() {
        try (EncoderModel model = tiny(3, PLAIN)) {
            requireZeroGradients("before the first backward", model);
            differentiate(model, batch, 5);
            Map<String, HostArray> once = model.gradients();
            differentiate(model, batch, 5);
            Map<String, HostArray> doubled = new LinkedHashMap<>();
            once.forEach((name, array) -> {
                float[] values = array.values().clone();
                for (int i = 0; i < values.length; i++) {
                    values[i] *= 2;
                }
                doubled.put(name, new HostArray(array.shape(), values));
            });
            Comparison.requireClose("twice the gradient", model.gradients(), doubled, 1e-5);
            model.update(0.1);
            requireZeroGradients("after the update", model);
        }
    }

    private static void requireZeroGradients(String when, EncoderModel model) {
        assertThat(model.gradients().keySet())
                .as("parameters with a gradient, in order")
                .containsExactlyElementsOf(
                        TINY.parameters().stream().filter(Parameter::trainable).map(Parameter::name).toList());
        model.gradients().forEach((name, gradient) ->
                assertThat(gradient.values()).as("gradient of %s %s", name, when).containsOnly(0));
    }

    @Test
    void theGradientStaysTheCallersAndEmbeddingsStayAsTheyWere() {
        float[] upstream = Samples.gaussian(12 * DIM, 5);
        try (EncoderModel model = tiny(3, PLAIN);
                Tensor embeddings = model.forward(batch);
                Tensor gradient = backend.tensors().tensor(upstream, 12, DIM)) {
            float[] before = embeddings.toFloats();
            model.backward(gradient);
            assertThat(gradient.toFloats()).as("the gradient after backward").containsExactly(upstream);
            model.update(0.1);
            differentiate(model, Samples.twoSizes(4, 40), 6);
            model.update(0.1);
            assertThat(embeddings.toFloats())
                    .as("the first step's embeddings after the second")
                    .containsExactly(before);
        }
    }

    @Test
    void representationsOfManyImagesAreThoseOfTheReferenceInEvaluation() {
        int count = 300;
        FloatBuffer pixels = Samples.pixels(count + 1, 6, 12).position(5).limit(count * 108);
        ReferenceModel reference = new ReferenceModel(TINY, weights);
        try (EncoderModel model = tiny(3, PLAIN)) {
            for (Stage stage : Stage.values()) {
                HostArray found = model.embed(pixels, count, 6, stage);
                assertThat(found.shape()).as("shape at stage %s", stage).containsExactly(count, TINY.dim(stage));
                Comparison.requireClose(
                        "300 images at stage " + stage,
                        found,
                        reference.embed(pixels, count, 6, stage),
                        Comparison.VALUE);
            }
            assertThat(pixels.position()).as("the buffer's position").isEqualTo(5);
            assertThat(pixels.limit()).as("the buffer's limit").isEqualTo(count * 108);
            Comparison.requireEqual("evaluation changes no weight", model.weights(), weights);
        }
    }

    @Test
    void aRepresentationDoesNotDependOnTheOtherImagesOfTheCall() {
        FloatBuffer pixels = Samples.pixels(5, 8, 13);
        try (EncoderModel model = tiny(3, PLAIN)) {
            HostArray together = model.embed(pixels, 5, 8, Stage.PROJECTION);
            for (int i = 0; i < 5; i++) {
                float[] row = Arrays.copyOfRange(together.values(), i * DIM, (i + 1) * DIM);
                HostArray alone = model.embed(pixels.slice(i * 192, 192), 1, 8, Stage.PROJECTION);
                requireSame("image " + i + " alone and with others", alone, HostArray.matrix(row, 1, DIM));
            }
            HostArray none = model.embed(pixels, 0, 8, Stage.BACKBONE);
            assertThat(none.shape()).as("representations of no image").containsExactly(0, TINY.featureDim());
        }
    }

    private static void requireSame(String what, HostArray found, HostArray expected) {
        Comparison.requireClose(what, Map.of("row", found), Map.of("row", expected), Comparison.REPEATED);
    }

    @Test
    void weightsAreCopiedInAndOut() {
        Map<String, HostArray> given = Samples.weights(TINY.parameters(), 3);
        try (EncoderModel model = backend.compile(TINY, given, PLAIN)) {
            given.values().forEach(array -> Arrays.fill(array.values(), Float.NaN));
            Comparison.requireEqual("weights after compile's argument changed", model.weights(), weights);
            model.weights().values().forEach(array -> Arrays.fill(array.values(), Float.NaN));
            Comparison.requireEqual("weights after a copy of them changed", model.weights(), weights);
            Map<String, HostArray> others = Samples.weights(TINY.parameters(), 15);
            model.loadWeights(others);
            Comparison.requireEqual("weights after a load", model.weights(), others);
            others.values().forEach(array -> Arrays.fill(array.values(), Float.NaN));
            Comparison.requireEqual(
                    "weights after the load's argument changed",
                    model.weights(),
                    Samples.weights(TINY.parameters(), 15));
            model.loadWeights(others);
            model.loadWeights(weights);
            Comparison.requireEqual("no value survives a load", model.weights(), weights);
        }
    }

    @Test
    void loadedWeightsAreThoseThatTheModelComputesWith() {
        try (EncoderModel model = tiny(15, PLAIN)) {
            differentiate(model, batch, 5);
            model.update(0);
            model.loadWeights(weights);
            differentiate(model, batch, 5);
            try (EncoderModel fresh = tiny(3, PLAIN)) {
                differentiate(fresh, batch, 5);
                Comparison.requireClose(
                        "gradients after a load", model.gradients(), fresh.gradients(), Comparison.REPEATED);
            }
            FloatBuffer pixels = batch.blocks().get(0).pixels();
            model.loadWeights(weights);
            Comparison.requireClose(
                    "representations after a load",
                    model.embed(pixels, 8, 8, Stage.PROJECTION),
                    new ReferenceModel(TINY, weights).embed(pixels, 8, 8, Stage.PROJECTION),
                    Comparison.VALUE);
        }
    }

    /** Shortcuts with few channels made one engine corrupt the heap, which ends the process. */
    @ParameterizedTest
    @CsvSource({"4, 1", "8, 1", "12, 1", "4, 2", "24, 1"})
    void encodersOfFewChannelsTrainAndAllTheirWeightsMove(int width, int stemStride) {
        Encoder encoder = new ProjectionHead(2, 16, 8, false).on(ResNets.cifar(8, width, stemStride));
        Map<String, HostArray> first = Initializer.initialise(encoder, 1);
        try (EncoderModel model = backend.compile(encoder, first, new Sgd(0.9, false, 0))) {
            for (int step = 0; step < 3; step++) {
                differentiate(
                        model, Samples.batch(16, new ViewBlock(2, 16, 16, Samples.pixels(32, 16, step))), step);
                model.update(0.01);
            }
            model.weights().forEach((name, array) -> {
                assertThat(array).as("%s after three steps", name).isNotEqualTo(first.get(name));
                for (float value : array.values()) {
                    assertThat(value).as(name).isFinite();
                }
            });
        }
    }

    /**
     * Engines choose other kernels for many channels, and such a kernel has given wrong values. The gradient is compared
     * along one direction for each weight: there are too many for a difference each.
     */
    @ParameterizedTest
    @CsvSource({"64, 256, 1, 1", "256, 64, 1, 1", "256, 512, 1, 2", "256, 1024, 1, 1", "128, 256, 3, 2", "256, 256, 3, 1"})
    void convolutionsOfManyChannelsAreThoseOfTheReference(int in, int out, int kernel, int stride) {
        Layer backbone = Layer.Sequential.of(
                new Layer.Conv2d("stem", 3, in, 1, 1, 0, true),
                new Layer.Conv2d("conv", in, out, kernel, stride, kernel / 2, false),
                new Layer.GlobalAvgPool());
        Encoder encoder = new Encoder("wide", backbone, out, Layer.Sequential.of(), out);
        Map<String, HostArray> first = Samples.weights(encoder.parameters(), 6);
        ViewBatch images = Samples.batch(3, new ViewBlock(2, 3, 4, Samples.pixels(6, 4, 7)));
        double[] expected = new ReferenceModel(encoder, first).forward(images);
        double scale = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        float[] upstream = Samples.gaussian(expected.length, 8);
        try (EncoderModel model = backend.compile(encoder, first, PLAIN);
                Tensor embeddings = model.forward(images)) {
            Comparison.requireClose("embeddings", embeddings, expected, 1e-5 * scale);
            backward(backend, model, images, 8);
            Map<String, HostArray> gradients = model.gradients();
            for (String name : gradients.keySet()) {
                float[] direction = Samples.gaussian(gradients.get(name).values().length, 9);
                double slope = dot(Samples.wide(gradients.get(name).values()), direction);
                double difference = dot(moved(encoder, first, name, direction, images), upstream)
                        - dot(expected, upstream);
                assertThat(slope).as("slope along a direction of " + name)
                        .isCloseTo(difference, within(1e-4 * Math.max(scale, Math.abs(difference))));
            }
        }
    }

    /** The embeddings after a whole step in a direction: they are linear in each weight. */
    private static double[] moved(
            Encoder encoder, Map<String, HostArray> first, String name, float[] direction, ViewBatch images) {
        Map<String, HostArray> weights = new LinkedHashMap<>(first);
        float[] values = first.get(name).values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] += direction[i];
        }
        weights.put(name, new HostArray(first.get(name).shape(), values));
        return new ReferenceModel(encoder, weights).forward(images);
    }

    private static double dot(double[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
