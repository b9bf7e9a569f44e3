package org.s2r2.testkit.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.s2r2.backend.EncoderModel;
import org.s2r2.objective.LossFunction;
import org.s2r2.objective.Objective;
import org.s2r2.objective.QueryMode;
import org.s2r2.objective.SmoothAp;
import org.s2r2.optim.Lars;
import org.s2r2.optim.Optimizer;
import org.s2r2.optim.Sgd;
import org.s2r2.optim.WarmupCosine;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.Tensor;
import org.s2r2.testkit.sample.Samples;
import org.s2r2.training.BatchFigures;
import org.s2r2.training.DivergedException;
import org.s2r2.training.StopRequest;
import org.s2r2.training.Tally;
import org.s2r2.training.Trainer;
import org.s2r2.training.TrainingEvent;
import org.s2r2.training.TrainingListener;
import org.s2r2.training.TrainingStoppedException;
import org.s2r2.view.ViewBatch;
import org.s2r2.view.ViewBlock;
import org.s2r2.view.ViewLayout;
import org.s2r2.view.ViewSource;

/** A run on a backend: stopped and gone on with, and with numbers that are not finite. */
public abstract class TrainingContract extends Contract {

    static final int BATCHES = 4;
    static final int EPOCHS = 3;
    private static final int IMAGES = 4;
    private static final Optimizer SGD = new Sgd(0.9, false, 1e-4);
    private static final Objective RANKING = new SmoothAp(0.1, QueryMode.EXCLUDED);

    /** Random batches that (epoch, batch) decide; in some of them a pixel is not a number. */
    record Views(Set<Integer> bad) implements ViewSource {

        @Override
        public int batchesPerEpoch() {
            return BATCHES;
        }

        @Override
        public int batchSize() {
            return IMAGES;
        }

        @Override
        public int views() {
            return 2;
        }

        @Override
        public Epoch epoch(int epoch, int first) {
            return new Epoch() {
                private int next = first;

                @Override
                public boolean hasNext() {
                    return next < BATCHES;
                }

                @Override
                public ViewBatch next() {
                    int step = epoch * BATCHES + next++;
                    FloatBuffer pixels = Samples.pixels(2 * IMAGES, 8, step);
                    if (bad.contains(step)) {
                        pixels.put(100, Float.NaN);
                    }
                    return Samples.batch(IMAGES, new ViewBlock(2, IMAGES, 8, pixels));
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public void close() {}
    }

    /** What a run said of its steps and epochs, without times. */
    private static final class Diary implements TrainingListener {

        private final List<List<Object>> lines = new ArrayList<>();
        private TrainingEvent.Stopping stopping;

        @Override
        public void on(TrainingEvent event) {
            if (event instanceof TrainingEvent.StepDone done) {
                lines.add(List.of(done.epoch(), done.step(), done.loss(), done.learningRate(), done.figures()));
            } else if (event instanceof TrainingEvent.StepSkipped skipped) {
                lines.add(List.of(skipped.epoch(), skipped.step(), skipped.problem(), skipped.inARow()));
            } else if (event instanceof TrainingEvent.EpochDone done) {
                lines.add(List.of(done.epoch(), done.step(), done.loss(), done.batchAp()));
            } else if (event instanceof TrainingEvent.Stopping asked) {
                stopping = asked;
            }
        }
    }

    private Trainer trainer(EncoderModel model, Objective objective, Set<Integer> bad, int skipLimit, StopRequest stop,
            TrainingListener... listeners) {
        return trainer(model, objective, bad, skipLimit, stop, Tally.NONE, listeners);
    }

    /** @param from what was counted before, by a run that measures every second batch */
    private Trainer trainer(EncoderModel model, Objective objective, Set<Integer> bad, int skipLimit, StopRequest stop,
            Tally from, TrainingListener... listeners) {
        return new Trainer(backend, model, objective, Optional.empty(), new Views(bad), new WarmupCosine(0.05, 0, 2.0 / BATCHES, EPOCHS),
                EPOCHS, 0, List.of(new BatchFigures(2, 2, true, from, List.of(listeners))), stop, skipLimit);
    }

    @Test
    void aRunStoppedAfterAnyStepGoesOnToTheSameNumbersBitForBit() {
        Set<Integer> bad = Set.of(2, 5, 6);
        Diary whole = new Diary();
        Map<String, HostArray> expected;
        try (EncoderModel model = tiny(3, SGD)) {
            trainer(model, RANKING, bad, 3, new StopRequest(), whole).run();
            expected = model.weights();
        }
        for (long after = 0; after <= EPOCHS * BATCHES; after++) {
            Diary diary = new Diary();
            Map<String, HostArray> weights;
            Map<String, HostArray> optimizer;
            try (EncoderModel model = tiny(3, SGD)) {
                StopRequest stop = new StopRequest();
                long last = after;
                Trainer trainer = trainer(model, RANKING, bad, 3, stop, diary, event -> askAfter(last, event, stop));
                assertThatThrownBy(trainer::run)
                        .isInstanceOf(TrainingStoppedException.class)
                        .hasMessageContaining("stopped by a test after step " + after + " of 12");
                assertThat(diary.stopping.step()).isEqualTo(after);
                assertThat(diary.stopping.epoch()).isEqualTo((int) after / BATCHES);
                weights = model.weights();
                optimizer = model.optimizerState();
            }
            try (EncoderModel model = tiny(4, SGD)) {
                model.loadWeights(weights);
                model.loadOptimizerState(optimizer);
                Tally tally = diary.stopping.tally();
                trainer(model, RANKING, bad, 3, new StopRequest(), tally, diary).resume(after, tally);
                assertThat(model.weights()).as("weights of the run stopped after step %d", after).isEqualTo(expected);
            }
            assertThat(diary.lines).as("stopped after step %d", after).isEqualTo(whole.lines);
        }
    }

    static void askAfter(long step, TrainingEvent event, StopRequest stop) {
        boolean now = event instanceof TrainingEvent.Started && step == 0
                || event instanceof TrainingEvent.StepDone done && done.step() == step
                || event instanceof TrainingEvent.StepSkipped skipped && skipped.step() == step;
        if (now) {
            stop.ask("a test");
            stop.ask("somebody later");
        }
    }

    @Test
    void aSkippedStepLeavesTheModelAsItWas() {
        // Embeddings, the gradient at them and that at the weights, each not finite alone.
        requireSkipped("the loss is NaN", RANKING, Set.of(0));
        requireSkipped("the gradient at the embeddings is not finite", scaled(x -> x.mul(1e30).mul(1e30)), Set.of());
        requireSkipped("the gradient at (?!the embeddings).* is not finite", scaled(x -> x.mul(3e38)), Set.of());
    }

    private void requireSkipped(String problem, Objective objective, Set<Integer> bad) {
        for (Optimizer spec : List.of(SGD, new Lars(0.9, 0.02, 0.01))) {
            try (EncoderModel model = tiny(3, spec)) {
                Map<String, HostArray> weights = model.weights();
                Map<String, HostArray> optimizer = model.optimizerState();
                StopRequest stop = new StopRequest();
                Diary diary = new Diary();
                Trainer trainer = trainer(model, objective, bad, 1, stop, diary, event -> askAfter(1, event, stop));
                assertThatThrownBy(trainer::run).isInstanceOf(TrainingStoppedException.class);
                assertThat(diary.lines).hasSize(1);
                assertThat(diary.lines.get(0)).startsWith(1, 1L);
                assertThat(diary.lines.get(0).get(2).toString()).matches(problem);
                assertThat(diary.stopping.tally().skippedInARow()).isOne();
                assertThat(model.weights()).isEqualTo(weights);
                assertThat(model.optimizerState()).isEqualTo(optimizer);
                assertThat(model.gradients()).allSatisfy(
                        (name, gradient) -> assertThat(gradient.values()).as(name).containsOnly(0));
            }
        }
    }

    /** The mean of the embeddings, times a factor: no ranking, but with a gradient of any size. */
    private static Objective scaled(UnaryOperator<Tensor> factor) {
        return new LossFunction() {
            @Override
            public String name() {
                return "scaled";
            }

            @Override
            public Tensor loss(Tensor embeddings, ViewLayout layout) {
                // Less than a float's largest in value, whatever the factor: the values cancel out.
                return factor.apply(embeddings.sub(embeddings.detach())).sum();
            }
        };
    }

    @Test
    void whatIsNotFiniteEndsTheRunWithStepAndImages() {
        try (EncoderModel model = tiny(3, SGD)) {
            assertThatThrownBy(() -> trainer(model, RANKING, Set.of(5), 0, new StopRequest()).run())
                    .isInstanceOf(DivergedException.class)
                    .hasMessageContaining("step 6: the loss is NaN on the images [0, 0, 0, 0]");
        }
        try (EncoderModel model = tiny(3, SGD)) {
            Diary diary = new Diary();
            assertThatThrownBy(() -> trainer(model, RANKING, Set.of(1, 2, 4, 5, 6), 2, new StopRequest(), diary).run())
                    .isInstanceOf(DivergedException.class)
                    .hasMessageContaining("step 7: the loss is NaN")
                    .hasMessageContaining("after 2 skipped steps in a row");
            assertThat(diary.lines.get(diary.lines.size() - 1)).containsExactly(2, 6L, "the loss is NaN", 2);
        }
    }

    @Test
    void weightsThatAnUpdateRuinedAreNamedInTheNextStep() {
        try (EncoderModel model = tiny(3, SGD)) {
            TrainingListener ruin = event -> {
                if (event instanceof TrainingEvent.StepDone done && done.step() == 2) {
                    model.setWeight("head1.weight", new HostArray(new int[] {4, 5}, nans(20)));
                }
            };
            assertThatThrownBy(() -> trainer(model, RANKING, Set.of(), 0, new StopRequest(), ruin).resume(0, Tally.NONE))
                    .isInstanceOf(DivergedException.class)
                    .hasMessageContaining("step 3: the loss is NaN")
                    .hasMessageContaining("since the update before head1.weight is not finite");
        }
    }

    private static float[] nans(int size) {
        float[] values = new float[size];
        Arrays.fill(values, Float.NaN);
        return values;
    }
}
