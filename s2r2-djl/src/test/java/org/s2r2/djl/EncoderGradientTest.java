package org.s2r2.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.s2r2.backend.Backend;
import org.s2r2.backend.EncoderModel;
import org.s2r2.encoder.Layer;
import org.s2r2.encoder.ReferenceNetwork;
import org.s2r2.optim.OptimizerSpec;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.Tensor;
import org.s2r2.view.ViewBatch;
import org.s2r2.view.ViewBlock;

/** A whole training step of an encoder with every kind of layer, against the reference in double precision. */
class EncoderGradientTest {

    private static final int IMAGES = 4;
    private static final int ROWS = 3 * IMAGES;
    private static final int DIM = Samples.TINY.embeddingDim();
    private static final Layer NETWORK = Layer.Sequential.of(Samples.TINY.backbone(), Samples.TINY.head());
    private static final OptimizerSpec PLAIN = new OptimizerSpec.Sgd(0, false, 0);

    private final Map<String, HostArray> weights = Samples.weights(Samples.TINY.parameters(), 3);
    private final ViewBatch batch = Samples.twoSizes(IMAGES, 4);
    private final float[] gradient = Samples.gaussian(ROWS * DIM, 5);

    @Test
    void embeddingsOfTwoCropSizesAreThoseOfTheReferenceBlockByBlock() {
        try (Backend backend = Samples.backend();
                EncoderModel model = backend.compile(Samples.TINY, weights, PLAIN);
                Tensor embeddings = model.forward(batch)) {
            ReferenceNetwork reference = new ReferenceNetwork(weights);
            assertThat(embeddings.shape()).containsExactly(ROWS, DIM);
            assertThat(embeddings.toDoubles()).containsExactly(embeddings(reference), within(2e-5));
            Map<String, HostArray> after = model.weights();
            assertThat(after.keySet()).containsExactlyElementsOf(weights.keySet());
            after.forEach((name, array) -> assertThat(Samples.wide(array.values()))
                    .as(name)
                    .containsExactly(reference.weight(name), within(1e-5)));
        }
    }

    @Test
    void theGradientOfEveryWeightIsTheFiniteDifferenceOfTheReference() {
        try (Backend backend = Samples.backend();
                EncoderModel model = backend.compile(Samples.TINY, weights, PLAIN);
                Tensor upstream = backend.tensors().tensor(gradient, ROWS, DIM)) {
            model.forward(batch).close();
            model.backward(upstream);
            Map<String, HostArray> found = model.gradients();
            ReferenceNetwork reference = new ReferenceNetwork(weights);
            Samples.TINY.parameters().stream().filter(parameter -> parameter.trainable()).forEach(parameter -> {
                double[] expected = differences(reference, parameter.name());
                double scale = DoubleStream.of(expected).map(Math::abs).max().orElse(0);
                assertThat(Samples.wide(found.get(parameter.name()).values()))
                        .as(parameter.name())
                        .containsExactly(expected, within(1e-5 + 1e-4 * scale));
            });
            assertThat(found).hasSize((int)
                    Samples.TINY.parameters().stream().filter(parameter -> parameter.trainable()).count());
        }
    }

    @Test
    void gradientsOfTwoBackwardPassesAddUpAndAnUpdateSetsThemToZero() {
        try (Backend backend = Samples.backend();
                EncoderModel model = backend.compile(Samples.TINY, weights, PLAIN);
                Tensor upstream = backend.tensors().tensor(gradient, ROWS, DIM)) {
            model.forward(batch).close();
            model.backward(upstream);
            Map<String, HostArray> once = model.gradients();
            model.forward(batch).close();
            model.backward(upstream);
            model.gradients().forEach((name, twice) -> {
                float[] doubled = once.get(name).values().clone();
                for (int i = 0; i < doubled.length; i++) {
                    doubled[i] *= 2;
                }
                assertThat(twice.values()).as(name).containsExactly(doubled, within(1e-5f));
            });
            model.update(0.1);
            model.gradients().values().forEach(zero -> assertThat(zero.values()).containsOnly(0));
        }
    }

    private double[] embeddings(ReferenceNetwork reference) {
        double[] all = new double[0];
        for (ViewBlock block : batch.blocks()) {
            double[] rows = reference
                    .forward(NETWORK, Samples.values(block.pixels(), block.rows(), block.size()), true)
                    .values();
            int before = all.length;
            all = Arrays.copyOf(all, before + rows.length);
            System.arraycopy(rows, 0, all, before, rows.length);
        }
        return all;
    }

    /** Of the sum of embeddings times gradient. Running statistics move, but do not count in training. */
    private double[] differences(ReferenceNetwork reference, String name) {
        double h = 1e-6;
        double[] weight = reference.weight(name);
        double[] differences = new double[weight.length];
        for (int i = 0; i < weight.length; i++) {
            double at = weight[i];
            weight[i] = at + h;
            double up = loss(reference);
            weight[i] = at - h;
            double down = loss(reference);
            weight[i] = at;
            differences[i] = (up - down) / (2 * h);
        }
        return differences;
    }

    private double loss(ReferenceNetwork reference) {
        double[] embeddings = embeddings(reference);
        double sum = 0;
        for (int i = 0; i < embeddings.length; i++) {
            sum += embeddings[i] * gradient[i];
        }
        return sum;
    }
}
