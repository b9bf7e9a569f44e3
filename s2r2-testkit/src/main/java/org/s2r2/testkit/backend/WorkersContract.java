package org.s2r2.testkit.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.s2r2.backend.Backend;
import org.s2r2.backend.BackendFactory;
import org.s2r2.backend.EncoderModel;
import org.s2r2.baseline.Dino;
import org.s2r2.baseline.MomentumContrast;
import org.s2r2.baseline.NtXent;
import org.s2r2.baseline.Swav;
import org.s2r2.baseline.SwavOptions;
import org.s2r2.collective.Collective;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Layer;
import org.s2r2.encoder.Predictor;
import org.s2r2.objective.Objective;
import org.s2r2.objective.SmoothAp;
import org.s2r2.objective.TeacherOptions;
import org.s2r2.objective.TeacherRanking;
import org.s2r2.objective.ranking.SmoothNdcg;
import org.s2r2.optim.Optimizer;
import org.s2r2.optim.Sgd;
import org.s2r2.optim.WarmupCosine;
import org.s2r2.tensor.HostArray;
import org.s2r2.testkit.collective.LocalCollectives;
import org.s2r2.testkit.sample.Samples;
import org.s2r2.training.DivergedException;
import org.s2r2.training.StopRequest;
import org.s2r2.training.Tally;
import org.s2r2.training.Teacher;
import org.s2r2.training.Trainer;
import org.s2r2.training.TrainingEvent;
import org.s2r2.training.TrainingStoppedException;
import org.s2r2.view.BatchShare;

/**
 * Workers that train one model on a backend, as threads with a backend of one thread each. But for the order of sums they
 * are one process whose micro-batches are their shares, batch norm's running statistics included.
 */
public abstract class WorkersContract {

    private static final Optimizer SGD = new Sgd(0.9, false, 1e-4);
    /** So low that a difference in the last bit of a value does not grow within 50 steps to what is compared. */
    private static final double RATE = 0.002;

    private static final int EPOCHS = 5;
    private static final int STEPS = EPOCHS * WorkerViews.BATCHES;
    private static final Set<Integer> NONE_BAD = Set.of();

    /** What is trained; its name stands in the test's. */
    record Case(String name, Supplier<Objective> objective, Optional<TeacherOptions> teacher) {

        Encoder encoder() {
            return teacher.isPresent() ? smooth(new Predictor(7, true).on(Samples.TINY)) : smooth(Samples.TINY);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** What a run did and left behind, without times. */
    private record Result(
            List<Object> steps, List<Double> losses, Map<String, HostArray> weights, Map<String, HostArray> optimizer,
            Map<String, HostArray> teacher, Map<String, HostArray> objective) {}

    private static final Case RANKING = new Case("smooth-ap", () -> SmoothAp.log(0.1), Optional.empty());

    private static Stream<Case> cases() {
        return Stream.of(
                RANKING,
                new Case("smooth-ndcg of crops", () -> new SmoothNdcg(0.1, 0.2), Optional.empty()),
                new Case("nt-xent", () -> new NtXent(0.2), Optional.empty()),
                new Case("swav with queue", () -> new Swav(new SwavOptions(6, 0.2, 0.2, 3, 2, 3, 40, 1)), Optional.empty()),
                new Case("smooth-ap with teacher and memory", () -> new TeacherRanking(SmoothAp.log(0.1)),
                        Optional.of(new TeacherOptions(0.9, 1, 0, 60))),
                new Case("nt-xent with teacher and memory", () -> new MomentumContrast(0.2),
                        Optional.of(new TeacherOptions(0.9, 1, 0, 60))),
                new Case("dino", () -> new Dino(new Dino.Options(0.2, 0.1, 0.9)),
                        Optional.of(new TeacherOptions(0.9, 1, 2, 0))));
    }

    /**
     * An encoder without ReLUs and maxima: at their kinks, which 50 steps come across, the last bit of a value decides what
     * a gradient is.
     */
    private static Encoder smooth(Encoder encoder) {
        return new Encoder("smooth", smooth(encoder.backbone()), encoder.featureDim(), smooth(encoder.head()),
                encoder.embeddingDim(), (Layer.Sequential) smooth(encoder.predictor()));
    }

    private static Layer smooth(Layer layer) {
        if (layer instanceof Layer.Sequential sequential) {
            return new Layer.Sequential(sequential.layers().stream().map(WorkersContract::smooth).toList());
        }
        if (layer instanceof Layer.Residual residual) {
            return new Layer.Residual(smooth(residual.body()), residual.shortcut().map(WorkersContract::smooth));
        }
        return layer instanceof Layer.Relu || layer instanceof Layer.MaxPool ? Layer.Sequential.of() : layer;
    }

    /** Opens the backend under test, once for each worker. */
    protected abstract BackendFactory factory();

    private Result train(Case of, Collective collective, int microBatch, Set<Integer> bad, int skips, StopRequest stop) {
        Objective objective = of.objective().get();
        Encoder encoder = of.encoder();
        Map<String, HostArray> first = Samples.weights(encoder.parameters(), 3);
        first.putAll(objective.firstWeights(encoder.embeddingDim(), 8));
        WorkerViews views = new WorkerViews(bad, new BatchShare(collective.rank(), collective.size()));
        List<Object> steps = new ArrayList<>();
        List<Double> losses = new ArrayList<>();
        try (Backend backend = factory().open(Contract.ONE_THREAD);
                EncoderModel model =
                        backend.compile(encoder, objective.parameters(encoder.embeddingDim()), first, SGD)) {
            Optional<Teacher> teacher = of.teacher().map(options ->
                    new Teacher(backend, encoder, first, options, microBatch, STEPS, collective));
            try {
                new Trainer(backend, model, objective, teacher, views, new WarmupCosine(RATE, 0, 0.5, EPOCHS), EPOCHS,
                        microBatch, List.of(event -> note(event, steps, losses)), stop, skips, collective)
                        .resume(0, Tally.NONE);
                return new Result(steps, losses, model.weights(), model.optimizerState(),
                        teacher.map(Teacher::state).orElse(Map.of()), objective.state());
            } finally {
                teacher.ifPresent(Teacher::close);
            }
        }
    }

    private static void note(TrainingEvent event, List<Object> steps, List<Double> losses) {
        if (event instanceof TrainingEvent.StepDone done) {
            losses.add(done.loss());
            steps.add(List.of(done.step(), done.loss(), done.layout(), Arrays.hashCode(done.embeddings().get())));
        } else if (event instanceof TrainingEvent.StepSkipped skipped) {
            steps.add(List.of(skipped.step(), skipped.problem()));
        } else if (event instanceof TrainingEvent.Stopping stopping) {
            steps.add(stopping.step());
        }
    }

    private Result alone(Case of, int microBatch, Set<Integer> bad) {
        return train(of, Collective.ALONE, microBatch, bad, 3, new StopRequest());
    }

    /** The run as all workers see it, bit for bit. */
    private Result shared(Case of, int workers, int microBatch, Set<Integer> bad) {
        List<Result> results = LocalCollectives.run(
                workers, collective -> train(of, collective, microBatch, bad, 3, new StopRequest()));
        for (Result other : results) {
            assertThat(other).as("what the workers have").isEqualTo(results.get(0));
        }
        return results.get(0);
    }

    private static void requireSameRun(Result found, Result expected) {
        assertThat(found.losses()).as("losses").hasSameSizeAs(expected.losses()).isNotEmpty();
        for (int i = 0; i < found.losses().size(); i++) {
            double loss = expected.losses().get(i);
            assertThat(found.losses().get(i)).as("loss of update %d", i + 1).isCloseTo(loss, within(1e-5 * Math.abs(loss)));
        }
        Comparison.requireClose("weights", found.weights(), expected.weights(), 1e-4);
        Comparison.requireClose("optimizer", found.optimizer(), expected.optimizer(), 1e-4);
        Comparison.requireClose("teacher", found.teacher(), expected.teacher(), 1e-4);
        Comparison.requireClose("objective", found.objective(), expected.objective(), 1e-4);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void twoWorkersAreOneProcessInMicroBatchesOfTheirShares(Case of) {
        Result found = shared(of, 2, 0, NONE_BAD);
        assertThat(found.losses()).hasSize(STEPS);
        requireSameRun(found, alone(of, WorkerViews.IMAGES / 2, NONE_BAD));
        assertThat(shared(of, 2, 0, NONE_BAD)).as("the same again").isEqualTo(found);
    }

    /** More workers, and shares that are cut further: the micro-batches of one process are the same. */
    @ParameterizedTest
    @CsvSource({"4, 0, 4", "2, 4, 4"})
    void sharesMayBeSmallAndCutFurther(int workers, int microBatch, int ofOneProcess) {
        Case of = new Case("teacher", () -> new TeacherRanking(SmoothAp.log(0.1)),
                Optional.of(new TeacherOptions(0.9, 1, 0, 60)));
        requireSameRun(shared(of, workers, microBatch, NONE_BAD), alone(of, ofOneProcess, NONE_BAD));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aStepThatIsNotFiniteOnOneWorkerIsSkippedByAll(Case of) {
        Set<Integer> bad = Set.of(0, 7, 8, 30);
        Result found = shared(of, 2, 0, bad);
        assertThat(found.losses()).hasSize(STEPS - bad.size());
        requireSameRun(found, alone(of, WorkerViews.IMAGES / 2, bad));
    }

    @Test
    void aLossThatIsNotFiniteEndsTheRunOnAllWorkersAndNamesAllImages() {
        List<String> messages = LocalCollectives.run(2, collective -> {
            try {
                train(RANKING, collective, 0, Set.of(4), 0, new StopRequest());
                return "finished";
            } catch (DivergedException e) {
                return e.getMessage();
            }
        });
        assertThat(messages).hasSize(2).allSatisfy(message -> assertThat(message).startsWith("step 5: the loss is NaN on the"
                + " images [100000064, 100000065, 100000066, 100000067, 100000068, 100000069, 100000070, 100000071,"
                + " 100000072, 100000073, 100000074, 100000075, 100000076, 100000077, 100000078, 100000079]"));
    }

    @Test
    void aStopThatOneWorkerIsAskedForStopsAllBehindTheSameStep() {
        List<String> messages = LocalCollectives.run(2, collective -> {
            StopRequest stop = new StopRequest();
            if (collective.rank() == 1) {
                stop.ask("SIGTERM");
            }
            try {
                train(RANKING, collective, 0, NONE_BAD, 0, stop);
                return "finished";
            } catch (TrainingStoppedException e) {
                return e.getMessage();
            }
        });
        assertThat(messages).containsExactly("stopped by a stop of worker 1 after step 0 of " + STEPS,
                "stopped by SIGTERM after step 0 of " + STEPS);
    }

    @Test
    void wholeBatchesWhereSharesAreExpectedAreRefused() {
        assertThatThrownBy(() -> LocalCollectives.run(2, collective -> {
                    try (Backend backend = factory().open(Contract.ONE_THREAD);
                            EncoderModel model = Contract.tiny(backend, 3, SGD)) {
                        new Trainer(backend, model, RANKING.objective().get(), Optional.empty(),
                                new WorkerViews(NONE_BAD, BatchShare.WHOLE), new WarmupCosine(0.05, 0, 0, 1), 1, 0, List.of(),
                                new StopRequest(), 0, collective)
                                .run();
                        return model.weights();
                    }
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("views: found 16 images", "2 workers in 16");
    }

    /** Whether a backward pass has reached the weights before, or none. */
    @Test
    void gradientsMayBeReplacedByThoseOfAnotherModel() {
        try (Backend backend = factory().open(Contract.ONE_THREAD);
                EncoderModel first = Contract.tiny(backend, 3, SGD);
                EncoderModel fresh = Contract.tiny(backend, 3, SGD);
                EncoderModel used = Contract.tiny(backend, 3, SGD)) {
            Contract.differentiate(backend, first, Samples.twoSizes(4, 4), 5);
            Contract.differentiate(backend, used, Samples.twoSizes(3, 14), 6);
            float[] gradients = first.gradientVector();
            Map<String, HostArray> named = first.gradients();
            int size = named.values().stream().mapToInt(array -> array.values().length).sum();
            assertThat(gradients).as("all gradients in a row").hasSize(size);
            fresh.setGradientVector(gradients);
            used.setGradientVector(gradients);
            assertThat(fresh.gradients()).isEqualTo(named);
            assertThat(used.gradients()).isEqualTo(named);
            for (EncoderModel model : List.of(first, fresh, used)) {
                model.update(0.1);
            }
            assertThat(trainable(fresh)).isEqualTo(trainable(first));
            assertThat(trainable(used)).isEqualTo(trainable(first));
            assertThat(used.gradientVector()).as("gradients after the update").containsOnly(0);
            assertThatThrownBy(() -> used.setGradientVector(new float[size + 1]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll(String.valueOf(size + 1), String.valueOf(size));
        }
    }

    private static Map<String, HostArray> trainable(EncoderModel model) {
        Map<String, HostArray> weights = new LinkedHashMap<>(model.weights());
        weights.keySet().retainAll(model.gradients().keySet());
        return weights;
    }
}
