package org.s2r2.testkit.backend;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.s2r2.backend.Backend;
import org.s2r2.backend.EncoderModel;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.encoder.Initializer;
import org.s2r2.encoder.ProjectionHead;
import org.s2r2.encoder.ResNets;
import org.s2r2.optim.AdamW;
import org.s2r2.optim.Lars;
import org.s2r2.optim.Optimizer;
import org.s2r2.optim.Sgd;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.Tensor;
import org.s2r2.testkit.sample.Samples;
import org.s2r2.view.ViewBatch;
import org.s2r2.view.ViewBlock;

/** A step depends on the weights, the state and the batch alone: on nothing that was computed before or in between. */
public abstract class StepContract extends Contract {

    private static final Optimizer SGD = new Sgd(0.9, false, 1e-4);
    private static final double LEARNING_RATE = 0.05;

    @Test
    void stepsOfChangingSizesAreThoseOfFreshModels() {
        List<ViewBatch> batches = List.of(
                block(2, 4, 8, 1),
                block(2, 4, 6, 2),
                block(2, 4, 8, 3),
                block(2, 2, 8, 4),
                Samples.twoSizes(4, 5),
                block(3, 4, 8, 6),
                Samples.twoSizes(3, 7));
        try (EncoderModel used = tiny(3, SGD)) {
            for (int step = 0; step < batches.size(); step++) {
                ViewBatch batch = batches.get(step);
                try (EncoderModel fresh = tiny(15, SGD)) {
                    fresh.loadWeights(used.weights());
                    fresh.loadOptimizerState(used.optimizerState());
                    requireSameStep("step " + step, used, fresh, batch);
                }
            }
        }
    }

    private void requireSameStep(String what, EncoderModel used, EncoderModel fresh, ViewBatch batch) {
        FloatBuffer pixels = batch.blocks().get(0).pixels();
        int rows = batch.blocks().get(0).rows();
        int size = batch.blocks().get(0).size();
        try (Tensor found = used.forward(batch);
                Tensor expected = fresh.forward(batch)) {
            Comparison.requireClose(what + ": embeddings", found, expected.toDoubles(), Comparison.REPEATED);
        }
        backward(backend, used, batch, 9);
        backward(backend, fresh, batch, 9);
        requireSame(what + ": gradient", used.gradients(), fresh.gradients());
        used.update(LEARNING_RATE);
        fresh.update(LEARNING_RATE);
        requireSame(what + ": weight", used.weights(), fresh.weights());
        requireSame(what + ": state", used.optimizerState(), fresh.optimizerState());
        requireSame(
                what,
                Map.of("representation", used.embed(pixels, rows, size, Stage.PROJECTION)),
                Map.of("representation", fresh.embed(pixels, rows, size, Stage.PROJECTION)));
    }

    @Test
    void anEvaluationBetweenForwardAndBackwardDisturbsNothing() {
        ViewBatch batch = Samples.twoSizes(4, 4);
        try (EncoderModel quiet = tiny(3, SGD);
                EncoderModel busy = tiny(3, SGD)) {
            differentiate(quiet, batch, 5);
            try (Tensor embeddings = busy.forward(batch)) {
                double[] before = embeddings.toDoubles();
                busy.embed(Samples.pixels(12, 8, 6), 12, 8, Stage.PROJECTION);
                busy.embed(Samples.pixels(300, 6, 7), 300, 6, Stage.BACKBONE);
                Comparison.requireClose("embeddings after an evaluation", embeddings, before, 0);
            }
            backward(backend, busy, batch, 5);
            requireSame("gradient with an evaluation in between", busy.gradients(), quiet.gradients());
            quiet.update(LEARNING_RATE);
            busy.update(LEARNING_RATE);
            requireSame("weight with an evaluation in between", busy.weights(), quiet.weights());
        }
    }

    @Test
    void backwardIsThatOfTheLastForward() {
        try (EncoderModel once = tiny(3, SGD);
                EncoderModel twice = tiny(3, SGD)) {
            ViewBatch batch = Samples.twoSizes(4, 4);
            twice.forward(Samples.twoSizes(4, 40)).close();
            differentiate(twice, batch, 5);
            differentiate(once, batch, 5);
            requireSame("gradient of the second of two forwards", twice.gradients(), once.gradients());
            assertThatThrownBy(() -> backward(backend, twice, batch, 5))
                    .as("backward of the first of two forwards")
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void modelsOfOneBackendDoNotDisturbEachOther() {
        ViewBatch batch = Samples.twoSizes(4, 4);
        ViewBatch others = Samples.twoSizes(4, 40);
        try (EncoderModel alone = tiny(3, SGD);
                EncoderModel beside = tiny(3, SGD)) {
            for (int step = 0; step < 3; step++) {
                differentiate(alone, batch, 5);
                alone.update(LEARNING_RATE);
            }
            try (EncoderModel other = tiny(15, new AdamW(0.9, 0.99, 1e-6, 0.1))) {
                for (int step = 0; step < 2; step++) {
                    beside.forward(batch).close();
                    other.forward(others).close();
                    backward(backend, beside, batch, 5);
                    backward(backend, other, others, 6);
                    other.update(LEARNING_RATE);
                    beside.update(LEARNING_RATE);
                }
                beside.forward(batch).close();
                other.forward(others).close();
            }
            backward(backend, beside, batch, 5);
            beside.update(LEARNING_RATE);
            requireSame("weight of a model beside another that was closed", beside.weights(), alone.weights());
            requireSame("state of a model beside another", beside.optimizerState(), alone.optimizerState());
        }
    }

    @Test
    void oneThreadTrainsTwiceToTheSameBits() {
        Map<String, HostArray> first = trained();
        Comparison.requireEqual("weights of a second run", trained(), first);
    }

    private Map<String, HostArray> trained() {
        Encoder encoder = new ProjectionHead(2, 16, 8, false).on(ResNets.cifar(8, 8, 1));
        Optimizer spec = new Lars(0.9, 0.02, 1e-4);
        try (Backend own = factory().open(ONE_THREAD);
                EncoderModel model = own.compile(encoder, Initializer.initialise(encoder, 1), spec)) {
            for (int step = 0; step < 4; step++) {
                ViewBatch batch = Samples.batch(
                        8,
                        new ViewBlock(2, 8, 16, Samples.pixels(16, 16, step)),
                        new ViewBlock(3, 8, 12, Samples.pixels(24, 12, 100 + step)));
                differentiate(own, model, batch, step);
                model.update(LEARNING_RATE);
            }
            return model.weights();
        }
    }

    private static void requireSame(
            String what, Map<String, HostArray> found, Map<String, HostArray> expected) {
        Comparison.requireClose(what, found, expected, Comparison.REPEATED);
    }

    private static ViewBatch block(int views, int images, int size, long seed) {
        return Samples.batch(images, new ViewBlock(views, images, size, Samples.pixels(views * images, size, seed)));
    }
}
