package org.s2r2.testkit.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.s2r2.backend.EncoderModel;
import org.s2r2.collective.Collective;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Layer;
import org.s2r2.encoder.VisionTransformers;
import org.s2r2.encoder.VisionTransformers.Form;
import org.s2r2.encoder.VisionTransformers.Pooling;
import org.s2r2.encoder.VisionTransformers.Positions;
import org.s2r2.optim.Optimizer;
import org.s2r2.optim.Sgd;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.Tensor;
import org.s2r2.testkit.collective.LocalCollectives;
import org.s2r2.testkit.sample.Samples;
import org.s2r2.training.EncoderPasses;
import org.s2r2.view.BatchParts;
import org.s2r2.view.ViewBatch;

/**
 * Drop path: which passes drop views, and that the same views are dropped when they pass forward again, in micro-batches and
 * by workers. Its values and gradients are among those of {@link LayerContract}.
 */
public abstract class DropPathContract extends Contract {

    private static final Optimizer PLAIN = new Sgd(0, false, 0);
    private static final int IMAGES = 8;
    private static final int DIM = 3;
    private static final double SUMMED = 5e-6;
    private static final Encoder DROPPING = transformer(0.7);
    private static final Map<String, HostArray> WEIGHTS = Samples.weights(DROPPING.parameters(), 1);

    private final ViewBatch batch = Samples.twoSizes(IMAGES, 4);

    private static Encoder transformer(double dropPath) {
        Layer backbone = VisionTransformers.layers(6, 3, 2, 2, 8, new Form(dropPath, Pooling.TOKEN, Positions.NORMAL));
        return new Encoder("transformer", backbone, 6, new Layer.Linear("readout", 6, DIM, true), DIM);
    }

    private EncoderModel compile(Encoder encoder) {
        return backend.compile(encoder, WEIGHTS, PLAIN);
    }

    private static double[] values(Tensor embeddings) {
        try (embeddings) {
            return embeddings.toDoubles();
        }
    }

    @Test
    void aPassInTrainingDropsTheSameViewsEachTimeAndATeachersDropsNone() {
        try (EncoderModel model = compile(DROPPING);
                EncoderModel without = compile(transformer(0))) {
            double[] dropped = values(model.forward(batch));
            double[] whole = values(without.forward(batch));
            assertThat(dropped).isNotEqualTo(whole);
            Comparison.requireClose("a preview", model.preview(batch), dropped, Comparison.REPEATED);
            Comparison.requireClose("a forward again", model.forward(batch), dropped, Comparison.REPEATED);
            Comparison.requireClose("an observation", model.observe(batch), whole, Comparison.REPEATED);
        }
    }

    @Test
    void whatIsFrozenDropsNothing() {
        Layer half = new Layer.Residual(
                Layer.Sequential.of(new Layer.Conv2d("conv", 3, 3, 1, 1, 0, true), new Layer.DropPath("path", 0.5)),
                Optional.empty());
        Encoder free = new Encoder("free", Layer.Sequential.of(half, new Layer.GlobalAvgPool()), 3,
                new Layer.Linear("readout", 3, DIM, true), DIM);
        Encoder frozen = new Encoder("frozen", Layer.Sequential.of(new Layer.Frozen(half), new Layer.GlobalAvgPool()), 3,
                free.head(), DIM);
        Map<String, HostArray> weights = Samples.weights(free.parameters(), 1);
        try (EncoderModel trained = backend.compile(free, weights, PLAIN);
                EncoderModel kept = backend.compile(frozen, weights, PLAIN)) {
            double[] whole = values(trained.observe(batch));
            Comparison.requireClose("a frozen part", kept.forward(batch), whole, Comparison.REPEATED);
            assertThat(values(trained.forward(batch))).isNotEqualTo(whole);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4})
    void aBatchInMicroBatchesAndSharedByTwoWorkersIsTheUndividedBatch(int microBatch) {
        Passed whole = pass(batch, 0, Collective.ALONE);
        requireSame("micro-batches", pass(batch, microBatch, Collective.ALONE), whole);
        List<Passed> workers = LocalCollectives.run(2, collective -> {
            int from = collective.rank() * IMAGES / 2;
            return pass(new BatchParts().part(batch, from, from + IMAGES / 2), microBatch, collective);
        });
        workers.forEach(worker -> requireSame("workers", worker, whole));
    }

    private record Passed(float[] embeddings, Map<String, HostArray> gradients) {}

    private Passed pass(ViewBatch share, int microBatch, Collective collective) {
        try (EncoderModel model = compile(DROPPING);
                Tensor gradient = backend.tensors().tensor(Samples.gaussian(3 * IMAGES * DIM, 5), 3 * IMAGES, DIM)) {
            EncoderPasses passes = new EncoderPasses(backend, model, microBatch, collective);
            try (Tensor embeddings = passes.forward(share)) {
                passes.backward(share, gradient);
                return new Passed(embeddings.toFloats(), model.gradients());
            }
        }
    }

    private static void requireSame(String what, Passed found, Passed expected) {
        Comparison.requireClose(what, HostArray.matrix(found.embeddings(), 3 * IMAGES, DIM),
                Samples.wide(expected.embeddings()), Comparison.VALUE);
        Comparison.requireClose("gradients of " + what, found.gradients(), expected.gradients(), SUMMED);
    }
}
