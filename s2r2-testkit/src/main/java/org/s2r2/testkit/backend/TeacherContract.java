package org.s2r2.testkit.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.s2r2.backend.EncoderModel;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.encoder.Layer;
import org.s2r2.encoder.Parameter;
import org.s2r2.encoder.Predictor;
import org.s2r2.objective.Objective;
import org.s2r2.objective.SmoothAp;
import org.s2r2.objective.TeacherOptions;
import org.s2r2.objective.TeacherRanking;
import org.s2r2.optim.Optimizer;
import org.s2r2.optim.Sgd;
import org.s2r2.optim.WarmupCosine;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.Tensor;
import org.s2r2.testkit.sample.Samples;
import org.s2r2.training.StopRequest;
import org.s2r2.training.Tally;
import org.s2r2.training.Teacher;
import org.s2r2.training.Trainer;
import org.s2r2.training.TrainingEvent;
import org.s2r2.training.TrainingListener;
import org.s2r2.training.TrainingStoppedException;
import org.s2r2.view.ViewBatch;

/** A teacher on a backend: it embeds without a gradient, follows, has no predictor, and goes on where a run stopped. */
public abstract class TeacherContract extends Contract {

    private static final Optimizer SGD = new Sgd(0.9, false, 1e-4);
    private static final Objective RANKING = new TeacherRanking(SmoothAp.log(0.1).withMargin(0.05));
    private static final Encoder STUDENT = new Predictor(7, true).on(Samples.TINY);
    private static final List<Parameter> OWN = List.of(new Parameter("objective.p", Parameter.Role.WEIGHT, 5, 4));
    private static final int STEPS = TrainingContract.EPOCHS * TrainingContract.BATCHES;

    private final ViewBatch batch = Samples.twoSizes(4, 4);

    private EncoderModel student(long seed) {
        Map<String, HostArray> weights = Samples.weights(STUDENT.parameters(), seed);
        weights.putAll(Samples.weights(OWN, seed));
        return backend.compile(STUDENT, OWN, weights, SGD);
    }

    private Teacher teacher(Map<String, HostArray> weights, int microBatch) {
        return new Teacher(backend, STUDENT, weights, new TeacherOptions(0.8, 1, 0, 10), microBatch, STEPS);
    }

    private static double[] values(Tensor tensor) {
        try (tensor) {
            return tensor.toDoubles();
        }
    }

    @Test
    void anObservationGivesTheEmbeddingsOfForwardAndTracksStatisticsAsItDoes() {
        try (EncoderModel forward = tiny(3, SGD);
                EncoderModel observing = tiny(3, SGD)) {
            double[] expected = values(forward.forward(batch));
            assertThat(values(observing.observe(batch)))
                    .as("embeddings")
                    .containsExactly(expected, within(Comparison.REPEATED));
            Comparison.requireClose("weights", observing.weights(), forward.weights(), Comparison.REPEATED);
        }
    }

    @Test
    void anObservationLeavesGradientsAndAPendingBackwardAsTheyWere() {
        try (EncoderModel quiet = tiny(3, SGD);
                EncoderModel busy = tiny(3, SGD)) {
            differentiate(quiet, batch, 5);
            busy.forward(batch).close();
            busy.observe(Samples.twoSizes(3, 40)).close();
            busy.observe(batch).close();
            backward(backend, busy, batch, 5);
            Comparison.requireClose("gradients", busy.gradients(), quiet.gradients(), Comparison.REPEATED);
            assertThatThrownBy(() -> backward(backend, busy, batch, 5)).isInstanceOf(IllegalStateException.class);
        }
    }

    /** The student has parameters that the teacher lacks, so that theirs lie in other places. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.25, 0.99, 1})
    void aTeacherFollowsByTheDefinition(double momentum) {
        try (EncoderModel student = student(3);
                EncoderModel teacher = tiny(8, SGD)) {
            Map<String, HostArray> before = teacher.weights();
            Map<String, HostArray> led = student.weights();
            teacher.follow(student, momentum);
            Map<String, HostArray> after = teacher.weights();
            for (Parameter parameter : Samples.TINY.parameters()) {
                float[] own = before.get(parameter.name()).values();
                double[] expected = new double[own.length];
                for (int i = 0; i < own.length; i++) {
                    double other = led.get(parameter.name()).values()[i];
                    expected[i] = parameter.trainable() ? momentum * own[i] + (1 - momentum) * other : own[i];
                }
                double tolerance = momentum == 0 || momentum == 1 ? 0 : 1e-6;
                Comparison.requireClose(parameter.name(), after.get(parameter.name()), expected, tolerance);
            }
            Comparison.requireEqual("the student's weights", student.weights(), led);
        }
    }

    @Test
    void aLeaderWithoutAParameterIsRefusedAndNothingChanges() {
        try (EncoderModel student = student(3);
                EncoderModel other = tiny(8, SGD)) {
            Map<String, HostArray> before = student.weights();
            assertThatThrownBy(() -> student.follow(other, 0.5))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("predictor.fc1.weight");
            Comparison.requireEqual("weights", student.weights(), before);
        }
    }

    /** A predictor is part of a pass in training as if it were part of the head, and of no evaluation. */
    @Test
    void aPredictorStandsBehindTheHeadInTrainingAlone() {
        Encoder joined = new Encoder("joined", STUDENT.backbone(), STUDENT.featureDim(),
                Layer.Sequential.of(STUDENT.head(), STUDENT.predictor()), STUDENT.embeddingDim());
        Map<String, HostArray> weights = Samples.weights(STUDENT.parameters(), 3);
        try (EncoderModel apart = backend.compile(STUDENT, weights, SGD);
                EncoderModel whole = backend.compile(joined, weights, SGD);
                EncoderModel without = backend.compile(STUDENT.withoutPredictor(), weights, SGD)) {
            assertThat(values(apart.preview(batch))).containsExactly(values(whole.preview(batch)));
            assertThat(values(apart.preview(batch))).isNotEqualTo(values(without.preview(batch)));
            differentiate(apart, batch, 5);
            differentiate(whole, batch, 5);
            Comparison.requireClose("gradients", apart.gradients(), whole.gradients(), Comparison.REPEATED);
            apart.loadWeights(weights);
            for (Stage stage : Stage.values()) {
                assertThat(apart.embed(Samples.pixels(3, 8, 1), 3, 8, stage))
                        .as("evaluation at " + stage)
                        .isEqualTo(without.embed(Samples.pixels(3, 8, 1), 3, 8, stage));
            }
        }
    }

    private Trainer trainer(EncoderModel model, Teacher teacher, Set<Integer> bad, StopRequest stop, int microBatch,
            TrainingListener... listeners) {
        return new Trainer(backend, model, RANKING, Optional.of(teacher), new TrainingContract.Views(bad),
                new WarmupCosine(0.05, 0, 0.5, TrainingContract.EPOCHS), TrainingContract.EPOCHS, microBatch,
                List.of(listeners), stop, 3);
    }

    @Test
    void inARunItFollowsEveryUpdateAndRemembersItsNewestEmbeddings() {
        try (EncoderModel model = student(3);
                Teacher teacher = teacher(model.weights(), 0)) {
            String name = "stem.weight";
            double[] expected = Comparison.wide(model.weights().get(name));
            trainer(model, teacher, Set.of(), new StopRequest(), 0, event -> {
                if (event instanceof TrainingEvent.StepDone done) {
                    double momentum = 1 - (1 - 0.8) * (Math.cos(Math.PI * (done.step() - 1) / STEPS) + 1) / 2;
                    float[] now = model.weights().get(name).values();
                    for (int i = 0; i < now.length; i++) {
                        expected[i] = momentum * expected[i] + (1 - momentum) * now[i];
                    }
                }
            }).run();
            Comparison.requireClose(name, teacher.model().weights().get(name), expected, 1e-5);
            assertThat(teacher.state().get("memory.rows").shape()).as("memory of 10 rows").containsExactly(10, 4);
            assertThat(teacher.state().keySet()).doesNotContain("predictor.fc1.weight", "objective.p");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aRunStoppedAfterAnyStepGoesOnToTheSameTeacherAndStudentBitForBit(int microBatch) {
        Set<Integer> bad = Set.of(2, 5);
        Map<String, HostArray> expected;
        Map<String, HostArray> taught;
        try (EncoderModel model = student(3);
                Teacher teacher = teacher(model.weights(), microBatch)) {
            trainer(model, teacher, bad, new StopRequest(), microBatch).run();
            expected = model.weights();
            taught = teacher.state();
        }
        for (long after = 1; after < STEPS; after += 2) {
            Map<String, HostArray> weights;
            Map<String, HostArray> optimizer;
            Map<String, HostArray> state;
            try (EncoderModel model = student(3);
                    Teacher teacher = teacher(model.weights(), microBatch)) {
                StopRequest stop = new StopRequest();
                long last = after;
                Trainer trainer = trainer(model, teacher, bad, stop, microBatch,
                        event -> TrainingContract.askAfter(last, event, stop));
                assertThatThrownBy(trainer::run).isInstanceOf(TrainingStoppedException.class);
                weights = model.weights();
                optimizer = model.optimizerState();
                state = teacher.state();
            }
            try (EncoderModel model = student(4);
                    Teacher teacher = teacher(model.weights(), microBatch)) {
                model.loadWeights(weights);
                model.loadOptimizerState(optimizer);
                teacher.load(state);
                trainer(model, teacher, bad, new StopRequest(), microBatch).resume(after, Tally.NONE);
                assertThat(model.weights()).as("student of the run stopped after step %d", after).isEqualTo(expected);
                assertThat(teacher.state()).as("teacher of the run stopped after step %d", after).isEqualTo(taught);
            }
        }
    }

    @Test
    void aSkippedStepLeavesTheTeacherAsItWas() {
        try (EncoderModel model = student(3);
                Teacher teacher = teacher(model.weights(), 0)) {
            Map<String, HostArray> before = teacher.state();
            StopRequest stop = new StopRequest();
            Trainer trainer = trainer(model, teacher, Set.of(0), stop, 0,
                    event -> TrainingContract.askAfter(1, event, stop));
            assertThatThrownBy(trainer::run).isInstanceOf(TrainingStoppedException.class);
            assertThat(teacher.state()).isEqualTo(before);
        }
    }

    @Test
    void aStateThatDoesNotFitIsRefused() {
        try (EncoderModel model = student(3);
                Teacher teacher = teacher(model.weights(), 0)) {
            Map<String, HostArray> wide = new LinkedHashMap<>(teacher.state());
            wide.put("memory.rows", HostArray.matrix(new float[15], 3, 5));
            assertThatThrownBy(() -> teacher.load(wide))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("memory", "[3, 5]", "10 rows");
            assertThatThrownBy(() -> teacher.load(Map.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("stem.weight");
        }
    }
}
