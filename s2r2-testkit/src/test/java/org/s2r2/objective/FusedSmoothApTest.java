package org.s2r2.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.s2r2.tensor.HostTensorEngine;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.testkit.objective.Batches;
import org.s2r2.view.ViewLayout;
import org.s2r2.view.ViewLayout.Order;

class FusedSmoothApTest {

    /** Below this, losses are nothing in single precision. */
    private static final double NOTHING = 1e-100;

    private final TensorEngine wide = HostTensorEngine.float64();

    private static FusedSmoothAp fused(double temperature, QueryMode query) {
        return new FusedSmoothAp(temperature, query, PrecisionForm.LINEAR, 0);
    }

    private static FusedSmoothAp fused(double temperature, QueryMode query, int slabValues) {
        return new FusedSmoothAp(temperature, query, PrecisionForm.LINEAR, 0, slabValues);
    }

    /** A loss and the gradient at the embeddings. */
    private record Result(double loss, float[] gradient) {}

    private static Result evaluate(FusedSmoothAp fused, float[] embeddings, ViewLayout layout) {
        return evaluate(fused, embeddings, layout, 2);
    }

    private static Result evaluate(FusedSmoothAp fused, float[] embeddings, ViewLayout layout, int threads) {
        float[] gradient = new float[embeddings.length];
        return new Result(fused.evaluate(embeddings, embeddings, layout, layout.views(), threads, gradient), gradient);
    }

    /**
     * Requires what the composed form gives in double precision: the loss, and the gradient but for a small error
     * relative to its largest element, or to the terms of size 1 / temperature that cancel where that is next to 0.
     */
    private void requireComposed(
            Result found, double temperature, QueryMode query, float[] embeddings, ViewLayout layout) {
        requireComposed(found, new SmoothAp(temperature, query), embeddings, layout);
    }

    private void requireComposed(Result found, SmoothAp objective, float[] embeddings, ViewLayout layout) {
        try (Tensor rows = wide.tensor(embeddings, layout.rows(), embeddings.length / layout.rows());
                ValueAndGradients composed = objective.evaluateComposed(wide, rows, layout)) {
            // The composed form adds 1 before it takes the logarithm, and a precision may be as low as 1 / rows.
            boolean log = objective.settings().get("form").equals("log");
            double smallest = objective.temperature() / (log ? layout.rows() : 1);
            requireClose(found, composed, smallest, log ? 2 * Math.ulp(1.0) : NOTHING, embeddings);
        }
    }

    private static void requireClose(
            Result found, ValueAndGradients composed, double temperature, double nothing, float[] embeddings) {
        assertThat(found.loss()).isCloseTo(composed.value(), within(1e-9 * composed.value() + nothing));
        double[] expected = composed.gradients().get(0).toDoubles();
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        double terms = 0;
        for (float value : embeddings) {
            terms = Math.max(terms, Math.abs(value) / temperature);
        }
        double error = 0;
        for (int i = 0; i < expected.length; i++) {
            error = Math.max(error, Math.abs(found.gradient()[i] - expected[i]));
        }
        // The kernel adds in single precision, where a sum near 1 is rounded by up to 6e-8; 2.2e-9 of the terms has been seen.
        assertThat(error).as("error of the gradient").isLessThanOrEqualTo(1e-6 * largest + 4e-9 * terms);
    }

    private void requireComposed(double temperature, QueryMode query, float[] embeddings, ViewLayout layout) {
        for (PrecisionForm form : PrecisionForm.values()) {
            for (double margin : new double[] {0, 0.1}) {
                Result found = evaluate(new FusedSmoothAp(temperature, query, form, margin), embeddings, layout);
                requireComposed(found, new SmoothAp(temperature, query, form, margin), embeddings, layout);
            }
        }
    }

    private static float[] clustered(ViewLayout layout, int dim, double noise, long seed) {
        double[] rows = Batches.clustered(layout, dim, noise, seed);
        float[] floats = new float[rows.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) rows[i];
        }
        return floats;
    }

    /** Every number of views from 2 to 8 in both orders, with images, dimensions and noise by chance. */
    static List<ViewLayout> layouts() {
        Random random = new Random(1);
        List<ViewLayout> layouts = new ArrayList<>();
        for (int views = 2; views <= 8; views++) {
            for (Order order : Order.values()) {
                layouts.add(new ViewLayout(2 + random.nextInt(9), views, order));
            }
        }
        return layouts;
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void equalsTheComposedFormAtEveryTemperature(ViewLayout layout) {
        Random random = new Random(layout.toString().hashCode());
        for (double temperature : new double[] {1e-4, 1e-3, 0.01, 0.05, 0.5, 10}) {
            for (QueryMode query : QueryMode.values()) {
                int dim = 1 + random.nextInt(20);
                float[] embeddings = clustered(layout, dim, 1.5 * random.nextDouble(), random.nextLong());
                requireComposed(temperature, query, embeddings, layout);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(QueryMode.class)
    void equalsTheComposedFormWhereTasksAndBlocksAreMany(QueryMode query) {
        ViewLayout layout = ViewLayout.viewMajor(75, 4);
        for (double temperature : new double[] {1e-3, 0.01, 0.05, 0.5}) {
            requireComposed(temperature, query, clustered(layout, 33, 1, 2), layout);
        }
    }

    @ParameterizedTest
    @EnumSource(QueryMode.class)
    void similaritiesMayBeFarFromThoseOfUnitRows(QueryMode query) {
        ViewLayout layout = ViewLayout.imageMajor(6, 5);
        float[] embeddings = clustered(layout, 7, 1, 3);
        for (int i = 0; i < embeddings.length; i++) {
            embeddings[i] *= 50 * (1 + i % 3);
        }
        // The similarities spread over some 1e4, and so over up to 1e8 temperatures.
        for (double temperature : new double[] {1e-4, 0.05, 10}) {
            requireComposed(temperature, query, embeddings, layout);
        }
    }

    @ParameterizedTest
    @EnumSource(QueryMode.class)
    void duplicatedEmbeddingsTie(QueryMode query) {
        ViewLayout layout = ViewLayout.viewMajor(6, 3);
        int dim = 5;
        float[] embeddings = clustered(layout, dim, 0.5, 4);
        // Within an image, and over images.
        for (int[] pair : new int[][] {{0, 6}, {1, 2}, {3, 10}, {3, 17}}) {
            System.arraycopy(embeddings, pair[0] * dim, embeddings, pair[1] * dim, dim);
        }
        float[] collapsed = new float[embeddings.length];
        Arrays.fill(collapsed, 0.4f);
        for (double temperature : new double[] {1e-4, 0.05, 10}) {
            requireComposed(temperature, query, embeddings, layout);
            requireComposed(temperature, query, collapsed, layout);
        }
    }

    @ParameterizedTest
    @EnumSource(QueryMode.class)
    void aPerfectRankingKeepsItsDigits(QueryMode query) {
        ViewLayout layout = ViewLayout.imageMajor(3, 3);
        float[] embeddings = new float[9 * 3];
        for (int row = 0; row < 9; row++) {
            embeddings[row * 3 + row / 3] = 1;
        }
        for (double temperature : new double[] {1e-4, 0.005, 0.02, 0.05}) {
            requireComposed(temperature, query, embeddings, layout);
        }
        // Each of 2 positives at similarity 1, beside the other one at the same, and 6 negatives at 0.
        double g = 1 / (1 + Math.exp(1 / 0.005));
        double loss = evaluate(fused(0.005, QueryMode.EXCLUDED), embeddings, layout).loss();
        assertThat(loss).isCloseTo(6 * g / (1.5 + 6 * g), within(1e-95));
    }

    @Test
    void aPerfectlyWrongRankingEqualsTheComposedForm() {
        ViewLayout layout = ViewLayout.imageMajor(2, 2);
        float[] embeddings = {1, 0, 0, 1, 1, 0, 0, 1};
        for (double temperature : new double[] {1e-4, 0.02, 0.5}) {
            requireComposed(temperature, QueryMode.EXCLUDED, embeddings, layout);
        }
    }

    @ParameterizedTest
    @EnumSource(QueryMode.class)
    void slabsOfQueriesChangeNoMoreThanTheRounding(QueryMode query) {
        ViewLayout layout = ViewLayout.viewMajor(30, 5);
        float[] embeddings = clustered(layout, 12, 1, 5);
        // 1 slab of 150 queries, 2 of 128 and 22, 5 of 32 and fewer.
        for (int values : new int[] {150 * 150, 128 * 150, 1}) {
            Result found = evaluate(fused(0.05, query, values), embeddings, layout);
            requireComposed(found, 0.05, query, embeddings, layout);
        }
    }

    /** What a teacher made: other rows, and a memory that is no multiple of anything. */
    @ParameterizedTest
    @MethodSource("layouts")
    void equalsTheComposedFormWhereATeachersEmbeddingsAreRanked(ViewLayout layout) {
        TensorEngine narrow = HostTensorEngine.float32();
        int dim = 7;
        float[] embeddings = clustered(layout, dim, 0.7, 1);
        float[] taught = clustered(layout, dim, 0.7, 2);
        float[] past = clustered(ViewLayout.viewMajor(19, 2), dim, 1, 3);
        for (PrecisionForm form : PrecisionForm.values()) {
            for (QueryMode query : QueryMode.values()) {
                SmoothAp objective = new SmoothAp(0.05, query, form, 0.1);
                for (int remembered : new int[] {0, 38}) {
                    Result found = ranked(objective, narrow, embeddings, taught, past, remembered, layout);
                    Result expected = ranked(objective, wide, embeddings, taught, past, remembered, layout);
                    assertThat(found.loss()).isCloseTo(expected.loss(), within(1e-7 * expected.loss()));
                    assertThat(found.gradient()).containsExactly(expected.gradient(), within(1e-6f));
                }
            }
        }
    }

    private static Result ranked(SmoothAp objective, TensorEngine engine, float[] embeddings, float[] taught, float[] past,
            int remembered, ViewLayout layout) {
        int dim = embeddings.length / layout.rows();
        try (Tensor rows = engine.tensor(embeddings, layout.rows(), dim);
                Tensor teacher = engine.tensor(taught, layout.rows(), dim);
                Tensor memory = engine.tensor(past, past.length / dim, dim);
                ValueAndGradients found = new TeacherRanking(objective).evaluate(engine, rows, ObjectiveStep.first(layout)
                        .withTeacher(new TeacherRows(
                                teacher, layout, remembered == 0 ? Optional.empty() : Optional.of(memory))))) {
            return new Result(found.value(), found.gradients().get(0).toFloats());
        }
    }

    @Test
    void theNumberOfThreadsChangesNoBit() {
        ViewLayout layout = ViewLayout.viewMajor(50, 4);
        float[] embeddings = clustered(layout, 24, 1, 6);
        FusedSmoothAp fused = fused(0.05, QueryMode.EXCLUDED, 64 * 200);
        Result expected = evaluate(fused, embeddings, layout);
        for (int threads : new int[] {1, 2, 3, 7}) {
            Result found = evaluate(fused, embeddings, layout, threads);
            assertThat(found.loss()).isEqualTo(expected.loss());
            assertThat(found.gradient()).isEqualTo(expected.gradient());
        }
    }

    @Test
    void embeddingsThatAreNotNumbersShowInTheLoss() {
        ViewLayout layout = ViewLayout.viewMajor(4, 3);
        for (float broken : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            float[] embeddings = clustered(layout, 4, 0.5, 7);
            embeddings[13] = broken;
            assertThat(evaluate(fused(0.05, QueryMode.EXCLUDED), embeddings, layout).loss()).isNaN();
        }
    }

    @Test
    void smoothApTakesItForFloatsOnTheHost() {
        ViewLayout layout = ViewLayout.imageMajor(5, 3);
        float[] embeddings = clustered(layout, 6, 1, 8);
        Result fused = evaluate(fused(0.05, QueryMode.INCLUDED), embeddings, layout);
        SmoothAp objective = new SmoothAp(0.05, QueryMode.INCLUDED);
        TensorEngine narrow = HostTensorEngine.float32();
        try (Tensor rows = narrow.tensor(embeddings, layout.rows(), 6);
                ValueAndGradients found = objective.evaluate(narrow, rows, layout)) {
            assertThat(found.value()).isEqualTo(fused.loss());
            assertThat(found.gradients().get(0).shape()).containsExactly(15, 6);
            assertThat(found.gradients().get(0).toFloats()).isEqualTo(fused.gradient());
        }
        try (Tensor rows = wide.tensor(embeddings, layout.rows(), 6);
                ValueAndGradients found = objective.evaluate(wide, rows, layout);
                ValueAndGradients composed = objective.evaluateComposed(wide, rows, layout)) {
            assertThat(found.value()).isEqualTo(composed.value());
            assertThat(found.gradients().get(0).toDoubles())
                    .isEqualTo(composed.gradients().get(0).toDoubles())
                    .isNotEqualTo(toDoubles(fused.gradient()));
        }
    }

    private static double[] toDoubles(float[] values) {
        double[] doubles = new double[values.length];
        Arrays.setAll(doubles, i -> values[i]);
        return doubles;
    }
}
