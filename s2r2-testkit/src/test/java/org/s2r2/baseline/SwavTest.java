package org.s2r2.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.s2r2.encoder.Parameter;
import org.s2r2.objective.ObjectiveStep;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.HostTensorEngine;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.testkit.objective.GoldenCase;
import org.s2r2.view.ViewLayout;

class SwavTest {

    private static final int DIM = 5;
    private static final int PROTOTYPES = 4;
    private static final double STEP = 1e-5;

    private final TensorEngine engine = HostTensorEngine.float64();

    static List<GoldenCase> cases() {
        return GoldenCase.list(Swav.NAME);
    }

    /** Two full crops and four small ones; other numbers of assigning views; small batches. */
    static Stream<SwavReference> batches() {
        return Stream.of(
                batch(ViewLayout.viewMajor(3, 6), 2), batch(ViewLayout.imageMajor(3, 6), 2),
                batch(ViewLayout.viewMajor(4, 2), 2), batch(ViewLayout.viewMajor(4, 3), 1),
                batch(ViewLayout.imageMajor(2, 3), 3));
    }

    private static SwavReference batch(ViewLayout layout, int assigning) {
        return new SwavReference(layout, DIM, PROTOTYPES, new SwavOptions(PROTOTYPES, 0.3, 0.2, 3, assigning, 0, 0, 0));
    }

    /** As {@link #batch}, with a queue of so many rows from the given epoch on. */
    private static SwavReference queued(ViewLayout layout, int length, int startEpoch) {
        SwavOptions options = new SwavOptions(PROTOTYPES, 0.3, 0.2, 3, 2, 0, length, startEpoch);
        return new SwavReference(layout, DIM, PROTOTYPES, options);
    }

    /** Rows that single precision holds exactly, as the queue is in single precision. */
    private static double[] random(int rows, long seed) {
        Random random = new Random(seed);
        double[] values = new double[rows * DIM];
        Arrays.setAll(values, i -> (float) (random.nextDouble() - 0.5));
        return values;
    }

    private record Result(double loss, double[] gradient, double[] prototypesGradient) {}

    private Result evaluate(Swav objective, SwavReference batch, double[] rows, double[] c) {
        try (Tensor embeddings = engine.tensor(rows, batch.layout().rows(), DIM);
                Tensor prototypes = engine.tensor(c, PROTOTYPES, DIM);
                ValueAndGradients found = objective.evaluate(
                        engine, embeddings, new ObjectiveStep(batch.layout(), 0, 0, List.of(prototypes)))) {
            List<double[]> gradients = found.gradients().stream().map(Tensor::toDoubles).toList();
            return new Result(found.value(), gradients.get(0), gradients.get(1));
        }
    }

    private void remember(Swav objective, SwavReference batch, int epoch, double[] rows) {
        try (Tensor embeddings = engine.tensor(rows, batch.layout().rows(), DIM)) {
            objective.remember(embeddings, new ObjectiveStep(batch.layout(), epoch, 0, List.of()));
        }
    }

    /** Requires loss and gradients to be the reference's, by finite differences in which the codes are constants. */
    private void requireAgreement(Swav objective, SwavReference batch, double[][] queues) {
        double[] rows = random(batch.layout().rows(), 1);
        double[] c = random(PROTOTYPES, 2);
        double[][][] codes = batch.codes(rows, c, queues);
        Result found = evaluate(objective, batch, rows, c);
        assertThat(found.loss).isCloseTo(batch.loss(rows, c, codes), within(1e-13));
        assertThat(found.gradient).containsExactly(differences(x -> batch.loss(x, c, codes), rows), within(1e-9));
        assertThat(found.prototypesGradient)
                .containsExactly(differences(x -> batch.loss(rows, x, codes), c), within(1e-9));
    }

    private static double[] differences(ToDoubleFunction<double[]> function, double[] at) {
        double[] slopes = new double[at.length];
        for (int i = 0; i < at.length; i++) {
            double[] above = at.clone();
            double[] below = at.clone();
            above[i] += STEP;
            below[i] -= STEP;
            slopes[i] = (function.applyAsDouble(above) - function.applyAsDouble(below)) / (2 * STEP);
        }
        return slopes;
    }

    @Test
    void findsAllThreeCases() {
        assertThat(cases()).hasSize(3);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void lossAndGradientsAgreeWithTheReferenceInDoublePrecision(GoldenCase golden) {
        golden.requireAgreement(Swav.from(golden.settings()), engine, 1e-9);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void lossAndGradientsAgreeWithTheReferenceInSinglePrecision(GoldenCase golden) {
        golden.requireAgreement(Swav.from(golden.settings()), HostTensorEngine.float32(), 1e-4);
    }

    @ParameterizedTest
    @MethodSource("batches")
    void lossAndGradientsAreThoseOfTheDefinitionWithConstantCodes(SwavReference batch) {
        requireAgreement(new Swav(batch.options()), batch, null);
    }

    @Test
    void aFullQueueIsAssignedTogetherWithTheBatch() {
        for (ViewLayout layout : List.of(ViewLayout.viewMajor(3, 6), ViewLayout.imageMajor(3, 6))) {
            // Room for 2 batches of 3, and not for a part of a third one.
            SwavReference batch = queued(layout, 8, 0);
            Swav objective = new Swav(batch.options());
            double[][] past = {random(18, 11), random(18, 12), random(18, 13)};
            requireAgreement(objective, batch, null);
            remember(objective, batch, 0, past[0]);
            requireAgreement(objective, batch, null);
            remember(objective, batch, 0, past[1]);
            requireAgreement(objective, batch, queues(layout, past[1], past[0]));
            remember(objective, batch, 0, past[2]);
            requireAgreement(objective, batch, queues(layout, past[2], past[1]));
        }
    }

    /** The rows of views 0 and 1 of these batches. */
    private static double[][] queues(ViewLayout layout, double[]... batches) {
        double[][] queues = new double[2][batches.length * layout.images() * DIM];
        for (int view = 0; view < 2; view++) {
            for (int i = 0; i < batches.length * layout.images(); i++) {
                int row = layout.row(i % layout.images(), view);
                System.arraycopy(batches[i / layout.images()], row * DIM, queues[view], i * DIM, DIM);
            }
        }
        return queues;
    }

    @Test
    void nothingIsQueuedBeforeTheEpochInWhichTheQueueStarts() {
        SwavReference batch = queued(ViewLayout.viewMajor(3, 2), 3, 5);
        Swav objective = new Swav(batch.options());
        remember(objective, batch, 4, random(6, 11));
        requireAgreement(objective, batch, null);
        double[] fifth = random(6, 12);
        remember(objective, batch, 5, fifth);
        requireAgreement(objective, batch, queues(batch.layout(), fifth));
    }

    @Test
    void anotherInstanceWithItsStateGoesOnTheSame() {
        SwavReference batch = queued(ViewLayout.viewMajor(3, 2), 6, 0);
        Swav first = new Swav(batch.options());
        Swav second = new Swav(batch.options());
        second.load(first.state());
        for (int step = 0; step < 4; step++) {
            remember(first, batch, 0, random(6, 20 + step));
            second = new Swav(batch.options());
            second.load(first.state());
            double[] rows = random(6, 1);
            double[] c = random(PROTOTYPES, 2);
            assertThat(evaluate(second, batch, rows, c)).usingRecursiveComparison()
                    .isEqualTo(evaluate(first, batch, rows, c));
        }
        assertThat(second.state().keySet()).containsExactly("queue.0", "queue.1");
        assertThat(second.state().get("queue.1").shape()).containsExactly(6, DIM);
        assertThat(new Swav(batch(batch.layout(), 2).options()).state()).isEmpty();
    }

    @Test
    void theStateOfAnotherQueueIsRefused() {
        Swav objective = new Swav(queued(ViewLayout.viewMajor(3, 2), 6, 0).options());
        assertThatThrownBy(() -> objective.load(Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("queue.0");
        HostArray seven = HostArray.matrix(new float[7 * DIM], 7, DIM);
        assertThatThrownBy(() -> objective.load(Map.of("queue.0", seven, "queue.1", seven)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[7, 5]")
                .hasMessageContaining("6 rows");
        Swav without = new Swav(batch(ViewLayout.viewMajor(3, 2), 2).options());
        assertThatThrownBy(() -> without.load(Map.of("queue.0", seven))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void scoresThatOverflowAnExponentialHaveCodesAllTheSame() {
        // Each row is 1e4 epsilons closer to its own prototype: exp overflows, the codes are 1 and 0.
        ViewLayout layout = ViewLayout.viewMajor(2, 2);
        double[] rows = {2000, 0, 0, 2000, 2000, 0, 0, 2000};
        for (TensorEngine any : List.of(engine, HostTensorEngine.float32())) {
            try (Tensor embeddings = any.tensor(rows, 4, 2);
                    Tensor prototypes = any.tensor(new double[] {1, 0, 0, 1}, 2, 2);
                    ValueAndGradients found = new Swav(new SwavOptions(2, 0.1, 0.2, 3, 2, 0, 0, 0))
                            .evaluate(any, embeddings, new ObjectiveStep(layout, 0, 0, List.of(prototypes)))) {
                assertThat(found.value()).isZero();
                assertThat(found.gradients().get(0).toDoubles()).containsOnly(0);
            }
        }
    }

    @Test
    void prototypesStartAsUnitRowsThatTheSeedDecidesAndAreKeptUnitRows() {
        Swav objective = new Swav(batch(ViewLayout.viewMajor(2, 2), 2).options());
        Map<String, HostArray> first = objective.firstWeights(DIM, 1);
        assertThat(first).containsOnlyKeys("objective.prototypes").isEqualTo(objective.firstWeights(DIM, 1))
                .isNotEqualTo(objective.firstWeights(DIM, 2));
        HostArray moved = HostArray.matrix(new float[] {3, 4, 0, 0, 0, 0}, 3, 2);
        assertThat(objective.constrained("objective.prototypes", moved).values())
                .containsExactly(0.6f, 0.8f, 0, 0, 0, 0);
        assertThat(moved.values()).startsWith(3, 4);
        float[] values = first.get("objective.prototypes").values();
        assertThat(values).hasSize(PROTOTYPES * DIM);
        for (int row = 0; row < PROTOTYPES; row++) {
            double squares = 0;
            for (int d = 0; d < DIM; d++) {
                squares += values[row * DIM + d] * values[row * DIM + d];
            }
            assertThat(squares).isCloseTo(1, within(1e-6));
        }
        assertThat(objective.parameters(DIM)).singleElement().satisfies(parameter -> {
            assertThat(parameter.role()).isEqualTo(Parameter.Role.WEIGHT);
            assertThat(parameter.shape()).containsExactly(PROTOTYPES, DIM);
        });
    }

    @Test
    void prototypesAreFrozenInTheFirstSteps() {
        Swav objective = Swav.from(Settings.of("test", Map.of("freezePrototypesSteps", 2)));
        ViewLayout layout = ViewLayout.viewMajor(2, 2);
        assertThat(objective.frozen(new ObjectiveStep(layout, 0, 1, List.of()))).containsExactly(Swav.PROTOTYPES);
        assertThat(objective.frozen(new ObjectiveStep(layout, 0, 2, List.of()))).isEmpty();
    }

    @Test
    void aBatchThatDoesNotFitTheOptionsIsRefusedByKey() {
        SwavReference few = batch(ViewLayout.viewMajor(3, 2), 3);
        assertThatThrownBy(() -> evaluate(new Swav(few.options()), few, random(6, 1), random(PROTOTYPES, 2)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("objective.assigningViews: found 3")
                .hasMessageContaining("2 views");
        SwavReference large = queued(ViewLayout.viewMajor(3, 2), 2, 0);
        assertThatThrownBy(() -> evaluate(new Swav(large.options()), large, random(6, 1), random(PROTOTYPES, 2)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("objective.queueLength: found 2")
                .hasMessageContaining("3 images");
        try (Tensor embeddings = engine.tensor(new double[6 * DIM], 6, DIM)) {
            Swav objective = new Swav(batch(few.layout(), 2).options());
            assertThatThrownBy(() -> objective.evaluate(engine, embeddings, few.layout()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("objective.prototypes");
        }
    }

    @Test
    void readsItsSettings() {
        assertThat(Swav.from(Settings.of("test", Map.of())).options())
                .isEqualTo(new SwavOptions(3000, 0.1, 0.05, 3, 2, 313, 0, 15));
        Settings settings = Settings.of("test", Map.of("prototypes", 7, "temperature", 0.2, "epsilon", 0.03,
                "sinkhornIterations", 4, "assigningViews", 1, "freezePrototypesSteps", 5, "queueLength", 6,
                "queueStartEpoch", 8));
        assertThat(Swav.from(settings).options()).isEqualTo(new SwavOptions(7, 0.2, 0.03, 4, 1, 5, 6, 8));
        settings.rejectUnread();
        assertThatThrownBy(() -> Swav.from(Settings.of("test", Map.of("prototypes", 0))))
                .isInstanceOf(InvalidInputException.class).hasMessageContaining("prototypes");
        assertThatThrownBy(() -> new SwavOptions(7, 0.2, 0, 4, 1, 5, 6, 8))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
