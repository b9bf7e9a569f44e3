package org.s2r2.testkit.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.s2r2.objective.LossFunction;
import org.s2r2.objective.Objective;
import org.s2r2.objective.ObjectiveStep;
import org.s2r2.objective.RankingObjective;
import org.s2r2.tensor.DataType;
import org.s2r2.tensor.HostTensorEngine;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.view.ViewLayout;

/**
 * What every objective keeps. A test of a new one extends this class and overrides {@link #objective}; where a property
 * does not belong to the loss it says so in {@link #lacks}, and is then tested to lack it indeed. That the loss is the
 * one that was meant is for the test to say, with {@link BruteForce} or golden values.
 */
public abstract class ObjectiveContract {

    /** What most losses have and some have not. */
    public enum Property {
        /** The gradient is the derivative of the value: not so where it is the slope of a surrogate. */
        GRADIENT_OF_THE_VALUE,
        /** Where every image's views coincide, at a right angle to the others, value and gradient are 0. */
        ZERO_FOR_A_PERFECT_RANKING,
        /** All views are treated alike. */
        ANY_ORDER_OF_VIEWS,
        /** The loss knows angles alone: turned embeddings have the same loss, and its gradient turned. */
        TURNS_WITH_THE_SPACE
    }

    private static final ViewLayout LAYOUT = ViewLayout.viewMajor(4, 3);
    private static final int DIM = 6;
    private static final double NEXT_TO_NOTHING = 1e-6;

    /**
     * A new objective, with hyperparameters that a finite difference of 1e-6 does not jump over, and a temperature so
     * low that a difference of 1 between similarities is far.
     */
    protected abstract Objective objective();

    /** The properties that this loss does not have. */
    protected Set<Property> lacks() {
        return Set.of();
    }

    /** The objective with its hyperparameters at the ends of their ranges, where it has to stay finite. */
    protected List<Objective> extremes() {
        return List.of(objective());
    }

    /** Where the objective runs: the host in double precision, if a subclass does not say otherwise. */
    protected TensorEngine engine() {
        return HostTensorEngine.float64();
    }

    private double tolerance() {
        return engine().dataType() == DataType.FLOAT64 ? 1e-9 : 1e-4;
    }

    private static double[] batch() {
        return Batches.clustered(LAYOUT, DIM, 0.9, 1);
    }

    private static void requireClose(String what, Evaluation found, Evaluation expected, double tolerance) {
        double error = found.distance(expected);
        assertThat(error).as("relative error: " + what).isLessThan(tolerance);
    }

    private Evaluation evaluate(double[] rows, ViewLayout layout) {
        return Evaluation.of(objective(), engine(), rows, layout);
    }

    @Test
    void theGradientIsThatOfFiniteDifferences() {
        Evaluation found = evaluate(batch(), LAYOUT);
        Evaluation expected = FiniteSlopes.of(objective(), batch(), LAYOUT);
        if (lacks().contains(Property.GRADIENT_OF_THE_VALUE)) {
            assertThat(found.distance(expected)).as("difference that lacks() claims").isGreaterThan(1e-2);
        } else {
            requireClose("gradient", found, expected, Math.max(1e-6, 10 * tolerance()));
        }
    }

    @Test
    void theOrderOfImagesChangesNothing() {
        requireRearranged(LAYOUT, new int[] {2, 0, 3, 1}, new int[] {0, 1, 2});
    }

    @Test
    void theArrangementOfRowsChangesNothing() {
        requireRearranged(ViewLayout.imageMajor(4, 3), new int[] {0, 1, 2, 3}, new int[] {0, 1, 2});
    }

    @Test
    void theOrderOfViewsChangesNothing() {
        int[] images = {0, 1, 2, 3};
        int[] views = {2, 0, 1};
        if (lacks().contains(Property.ANY_ORDER_OF_VIEWS)) {
            Evaluation other = evaluate(Batches.rearranged(batch(), LAYOUT, LAYOUT, images, views), LAYOUT);
            double found = Math.abs(other.loss() - evaluate(batch(), LAYOUT).loss());
            assertThat(found).as("difference that lacks() claims").isGreaterThan(1e-6);
        } else {
            requireRearranged(LAYOUT, images, views);
        }
    }

    private void requireRearranged(ViewLayout layout, int[] newImage, int[] newView) {
        Evaluation one = evaluate(batch(), LAYOUT);
        Evaluation other = evaluate(Batches.rearranged(batch(), LAYOUT, layout, newImage, newView), layout);
        Evaluation expected = one.with(Batches.rearranged(one.gradient(), LAYOUT, layout, newImage, newView));
        requireClose("rearranged", other, expected, tolerance());
    }

    /** The weights of an objective lie in the same space, and turn with it. */
    @Test
    void aRotationOfTheSpaceTurnsTheGradientAlong() {
        Rotation rotation = Rotation.random(DIM, 2);
        Evaluation one = evaluate(batch(), LAYOUT);
        List<double[]> weights = Evaluation.firstWeights(objective(), DIM).stream().map(rotation::apply).toList();
        Evaluation other = Evaluation.of(objective(), engine(), rotation.apply(batch()), weights, LAYOUT);
        Evaluation expected = new Evaluation(one.loss(), one.gradients().stream().map(rotation::apply).toList());
        if (lacks().contains(Property.TURNS_WITH_THE_SPACE)) {
            assertThat(other.distance(expected)).as("difference that lacks() claims").isGreaterThan(1e-3);
        } else {
            requireClose("rotated", other, expected, 10 * tolerance());
        }
    }

    @Test
    void aPerfectRankingCostsNothingAndPullsNowhere() {
        double[] perfect = new double[LAYOUT.rows() * DIM];
        for (int row = 0; row < LAYOUT.rows(); row++) {
            perfect[row * DIM + LAYOUT.image(row)] = 1;
        }
        Evaluation found = evaluate(perfect, LAYOUT);
        double largest = Math.max(Math.abs(found.loss()), Evaluation.largest(found.gradient()));
        if (lacks().contains(Property.ZERO_FOR_A_PERFECT_RANKING)) {
            assertThat(largest).as("loss or gradient that lacks() claims").isGreaterThan(NEXT_TO_NOTHING);
        } else {
            assertThat(largest).as("loss and gradient").isLessThan(NEXT_TO_NOTHING);
        }
    }

    @Test
    void duplicatedEmbeddingsGiveAFiniteLossAndGradient() {
        for (Objective objective : extremes()) {
            double[] some = batch();
            // Views of one image, views of two images, and a row that is next to one of them.
            for (int[] pair : new int[][] {{0, 4}, {1, 2}, {1, 9}}) {
                System.arraycopy(some, pair[0] * DIM, some, pair[1] * DIM, DIM);
            }
            some[3 * DIM] = Math.nextUp(some[3 * DIM]);
            double[] collapsed = new double[LAYOUT.rows() * DIM];
            Arrays.setAll(collapsed, i -> i % DIM == 2 ? 1 : 0);
            double[] zero = new double[LAYOUT.rows() * DIM];
            for (double[] rows : List.of(some, collapsed, zero, Batches.withoutDirection(batch(), DIM, 1, 6))) {
                requireFinite(objective, rows);
            }
        }
    }

    /** A dead unit makes rows of zeros, and a division by their length would make gradients of 1e12. */
    @Test
    void aRowOfZerosGetsAGradientOfTheSizeOfTheOthers() {
        for (TensorEngine any : List.of(engine(), HostTensorEngine.float32(), HostTensorEngine.float64())) {
            double[] rows = Batches.withoutDirection(batch(), DIM, 1, 6);
            Evaluation found = Evaluation.of(objective(), any, rows, LAYOUT);
            assertThat(found.loss()).as("loss on " + any.name()).isFinite();
            assertThat(found.largestAt(DIM, 1, 6))
                    .as("largest gradient at rows without a direction on " + any.name())
                    .isLessThanOrEqualTo(100 * found.largestElsewhere(DIM, 1, 6));
        }
    }

    @Test
    void extremeHyperparametersGiveAFiniteLossAndGradient() {
        for (Objective objective : extremes()) {
            requireFinite(objective, batch());
        }
    }

    private void requireFinite(Objective objective, double[] rows) {
        for (TensorEngine any : List.of(engine(), HostTensorEngine.float32())) {
            Evaluation found = Evaluation.of(objective, any, rows, LAYOUT);
            assertThat(found.loss()).as("loss on " + any.name()).isFinite();
            assertThat(found.gradients().stream().flatMapToDouble(DoubleStream::of).allMatch(Double::isFinite))
                    .as("all of the gradient on " + any.name() + " is finite")
                    .isTrue();
        }
    }

    @Test
    void singlePrecisionAndEveryEngineAgreeWithTheHostInDoublePrecision() {
        Evaluation expected = Evaluation.of(objective(), HostTensorEngine.float64(), batch(), LAYOUT);
        requireClose(engine().name(), evaluate(batch(), LAYOUT), expected, tolerance());
        Evaluation rounded = Evaluation.of(objective(), HostTensorEngine.float32(), batch(), LAYOUT);
        requireClose("host float32", rounded, expected, 1e-4);
    }

    @Test
    void evaluatedAgainItGivesTheSame() {
        Objective objective = objective();
        Evaluation first = Evaluation.of(objective, engine(), batch(), LAYOUT);
        Evaluation second = Evaluation.of(objective, engine(), batch(), LAYOUT);
        assertThat(second.loss()).isEqualTo(first.loss());
        for (int i = 0; i < first.gradients().size(); i++) {
            assertThat(second.gradients().get(i)).isEqualTo(first.gradients().get(i));
        }
    }

    @Test
    void whatAnEvaluationIsDividedIntoChangesNothing() {
        Objective objective = objective();
        assumeTrue(objective instanceof LossFunction, "an objective with weights has no form in one piece");
        Evaluation whole = inOnePiece((LossFunction) objective);
        requireClose("in parts", evaluate(batch(), LAYOUT), whole, tolerance());
        if (objective instanceof RankingObjective ranking) {
            for (int queries : new int[] {1, 2, 5, 11, 100}) {
                requireClose(queries + " queries at once", inBlocks(ranking, queries), whole, tolerance());
            }
        }
    }

    private Evaluation inOnePiece(LossFunction loss) {
        try (Tensor rows = engine().tensor(batch(), LAYOUT.rows(), DIM);
                ValueAndGradients found =
                        engine().differentiate(in -> loss.loss(in.get(0), LAYOUT), List.of(rows))) {
            return Evaluation.read(found);
        }
    }

    private Evaluation inBlocks(RankingObjective objective, int queries) {
        try (Tensor rows = engine().tensor(batch(), LAYOUT.rows(), DIM);
                ValueAndGradients found =
                        objective.evaluateComposed(engine(), rows, ObjectiveStep.first(LAYOUT), queries)) {
            return Evaluation.read(found);
        }
    }

    @Test
    void itsFirstWeightsFitItsParametersAndItsStateGoesIntoAnotherInstance() {
        Objective objective = objective();
        assertThat(objective.firstWeights(DIM, 1).keySet())
                .containsExactlyElementsOf(
                        objective.parameters(DIM).stream().map(parameter -> parameter.name()).toList());
        assertThat(objective.parameters(DIM)).allMatch(parameter -> parameter.name().startsWith("objective."));
        try (Tensor rows = engine().tensor(batch(), LAYOUT.rows(), DIM)) {
            objective.remember(rows, new ObjectiveStep(LAYOUT, 100, 1000, List.of()));
        }
        Objective other = objective();
        other.load(objective.state());
        assertThat(other.state()).isEqualTo(objective.state());
        Evaluation expected = Evaluation.of(objective, engine(), batch(), LAYOUT);
        requireClose("with the other's state", Evaluation.of(other, engine(), batch(), LAYOUT), expected, 1e-15);
    }
}
