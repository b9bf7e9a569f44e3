package org.s2r2.testkit.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.s2r2.objective.Objective;
import org.s2r2.objective.ObjectiveStep;
import org.s2r2.objective.TeacherOptions;
import org.s2r2.objective.TeacherRows;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.DataType;
import org.s2r2.tensor.HostTensorEngine;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.view.ViewLayout;

/**
 * What every objective keeps that compares the encoder's embeddings with a teacher's and has no weights of its own. A test
 * of one extends this class; that the loss is the one that was meant is for the test to say.
 */
public abstract class TeacherObjectiveContract {

    private static final ViewLayout LAYOUT = ViewLayout.viewMajor(4, 3);
    private static final int DIM = 6;
    private static final int REMEMBERED = 5;
    private static final double STEP = 1e-6;
    private static final ObjectiveStep FIRST = ObjectiveStep.first(LAYOUT);

    /** A new objective, with hyperparameters that a finite difference of 1e-6 does not jump over. */
    protected abstract Objective objective();

    /** Whether the loss depends on the memory. */
    protected abstract boolean usesMemory();

    /** A teacher that the objective goes with. */
    protected TeacherOptions teacher() {
        return new TeacherOptions(0.99, 1, 0, REMEMBERED);
    }

    /** Where the objective runs: the host in double precision, if a subclass does not say otherwise. */
    protected TensorEngine engine() {
        return HostTensorEngine.float64();
    }

    /** Rows of the encoder, rows of the teacher, and the memory. */
    private record Given(double[] rows, double[] taught, double[] remembered, ViewLayout layout) {

        static Given usual() {
            return new Given(Batches.clustered(LAYOUT, DIM, 0.9, 1), Batches.clustered(LAYOUT, DIM, 0.9, 2),
                    Arrays.copyOf(Batches.clustered(LAYOUT, DIM, 2, 3), REMEMBERED * DIM), LAYOUT);
        }

        Given with(double[] others) {
            return new Given(others, taught, remembered, layout);
        }

        Given withMemory(double[] other) {
            return new Given(rows, taught, other, layout);
        }

        Given rearranged(ViewLayout to, int[] newImage) {
            return new Given(Batches.rearranged(rows, layout, to, newImage),
                    Batches.rearranged(taught, layout, to, newImage), remembered, to);
        }

        Evaluation on(TensorEngine engine, Objective objective) {
            try (Tensor embeddings = engine.tensor(rows, layout.rows(), DIM);
                    Tensor teacher = engine.tensor(taught, layout.rows(), DIM);
                    Tensor memory = engine.tensor(remembered, remembered.length / DIM, DIM);
                    ValueAndGradients found = objective.evaluate(engine, embeddings, ObjectiveStep.first(layout)
                            .withTeacher(new TeacherRows(teacher, layout, Optional.of(memory))))) {
                return Evaluation.read(found);
            }
        }
    }

    private Evaluation evaluate(Given given) {
        return given.on(engine(), objective());
    }

    private double tolerance() {
        return engine().dataType() == DataType.FLOAT64 ? 1e-9 : 1e-4;
    }

    private static void requireClose(String what, Evaluation found, Evaluation expected, double tolerance) {
        double error = found.distance(expected);
        assertThat(error).as("relative error: " + what).isLessThan(tolerance);
    }

    /** The teacher's rows count as constants. */
    @Test
    void theGradientIsThatOfFiniteDifferencesAtTheEncodersEmbeddingsAlone() {
        Given given = Given.usual();
        double[] slopes = new double[given.rows().length];
        for (int i = 0; i < slopes.length; i++) {
            slopes[i] = (wide(given.with(moved(given.rows(), i, STEP))) - wide(given.with(moved(given.rows(), i, -STEP))))
                    / (2 * STEP);
        }
        Evaluation expected = new Evaluation(wide(given), List.of(slopes));
        requireClose("gradient", evaluate(given), expected, Math.max(1e-6, 10 * tolerance()));
    }

    private double wide(Given given) {
        return given.on(HostTensorEngine.float64(), objective()).loss();
    }

    private static double[] moved(double[] rows, int element, double step) {
        double[] other = rows.clone();
        other[element] += step;
        return other;
    }

    @Test
    void theOrderOfImagesAndTheArrangementOfRowsChangeNothing() {
        Evaluation one = evaluate(Given.usual());
        int[] newImage = {2, 0, 3, 1};
        for (ViewLayout to : List.of(LAYOUT, ViewLayout.imageMajor(4, 3))) {
            Evaluation other = evaluate(Given.usual().rearranged(to, newImage));
            Evaluation expected = one.with(Batches.rearranged(one.gradient(), LAYOUT, to, newImage));
            requireClose("rearranged", other, expected, tolerance());
        }
    }

    @Test
    void theMemoryCountsWhereTheObjectiveSaysSo() {
        double[] other = Arrays.copyOf(Batches.clustered(LAYOUT, DIM, 2, 4), REMEMBERED * DIM);
        double difference = Math.abs(wide(Given.usual()) - wide(Given.usual().withMemory(other)));
        if (usesMemory()) {
            assertThat(difference).as("difference that another memory makes").isGreaterThan(1e-6);
        } else {
            assertThat(difference).as("difference that another memory makes").isZero();
        }
    }

    @Test
    void singlePrecisionAndEveryEngineAgreeWithTheHostInDoublePrecision() {
        Evaluation expected = Given.usual().on(HostTensorEngine.float64(), objective());
        requireClose(engine().name(), evaluate(Given.usual()), expected, tolerance());
        requireClose("host float32", Given.usual().on(HostTensorEngine.float32(), objective()), expected, 1e-4);
    }

    @Test
    void duplicatedEmbeddingsGiveAFiniteLossAndGradient() {
        double[] collapsed = new double[LAYOUT.rows() * DIM];
        Arrays.setAll(collapsed, i -> i % DIM == 2 ? 1 : 0);
        double[] zero = new double[LAYOUT.rows() * DIM];
        for (double[] rows : List.of(collapsed, zero)) {
            for (double[] taught : List.of(rows, Given.usual().taught())) {
                Given given = new Given(rows, taught, Given.usual().remembered(), LAYOUT);
                for (TensorEngine any : List.of(engine(), HostTensorEngine.float32())) {
                    Evaluation found = given.on(any, objective());
                    assertThat(found.loss()).as("loss on " + any.name()).isFinite();
                    assertThat(Arrays.stream(found.gradient()).allMatch(Double::isFinite)).as("finite gradient").isTrue();
                }
            }
        }
    }

    @Test
    void rowsOfZerosOfTheEncoderAndTheTeacherGetAGradientOfTheSizeOfTheOthers() {
        Given usual = Given.usual();
        Given given = new Given(Batches.withoutDirection(usual.rows(), DIM, 1, 6),
                Batches.withoutDirection(usual.taught(), DIM, 2, 7),
                Batches.withoutDirection(usual.remembered(), DIM, 0, 3), LAYOUT);
        for (TensorEngine any : List.of(engine(), HostTensorEngine.float32(), HostTensorEngine.float64())) {
            Evaluation found = given.on(any, objective());
            assertThat(found.loss()).as("loss on " + any.name()).isFinite();
            assertThat(found.largestAt(DIM, 1, 6))
                    .as("largest gradient at rows without a direction on " + any.name())
                    .isLessThanOrEqualTo(100 * found.largestElsewhere(DIM, 1, 6));
        }
    }

    @Test
    void withoutATeacherItIsRefused() {
        Objective objective = objective();
        objective.requireTeacher(LAYOUT, Optional.of(teacher()));
        assertThatThrownBy(() -> objective.requireTeacher(LAYOUT, Optional.empty()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("teacher: found nothing")
                .hasMessageContaining(objective.name());
        try (Tensor rows = engine().tensor(Given.usual().rows(), LAYOUT.rows(), DIM)) {
            assertThatThrownBy(() -> objective.evaluate(engine(), rows, FIRST))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("teacher");
        }
    }

    @Test
    void itsStateGoesIntoAnotherInstance() {
        Objective objective = objective();
        try (Tensor rows = engine().tensor(Given.usual().rows(), LAYOUT.rows(), DIM);
                Tensor taught = engine().tensor(Given.usual().taught(), LAYOUT.rows(), DIM)) {
            objective.remember(rows, FIRST.withTeacher(new TeacherRows(taught, LAYOUT, Optional.empty())));
        }
        Objective other = objective();
        other.load(objective.state());
        assertThat(other.state()).isEqualTo(objective.state());
        Evaluation expected = Given.usual().on(engine(), objective);
        requireClose("with the other's state", Given.usual().on(engine(), other), expected, 1e-7);
    }
}
