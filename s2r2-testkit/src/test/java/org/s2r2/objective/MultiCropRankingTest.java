package org.s2r2.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.s2r2.objective.ranking.BlackboxAp;
import org.s2r2.objective.ranking.FastAp;
import org.s2r2.objective.ranking.PairwiseLogistic;
import org.s2r2.objective.ranking.SmoothNdcg;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;
import org.s2r2.tensor.HostTensorEngine;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.testkit.objective.Batches;
import org.s2r2.view.ViewLayout;

class MultiCropRankingTest {

    private static final int DIM = 6;

    private final TensorEngine wide = HostTensorEngine.float64();

    static List<ViewLayout> layouts() {
        return List.of(ViewLayout.viewMajor(5, 6), ViewLayout.imageMajor(4, 5), ViewLayout.viewMajor(9, 3));
    }

    /** A loss and the gradient at the embeddings. */
    private record Result(double loss, double[] gradient) {

        static Result of(ValueAndGradients found) {
            try (found) {
                return new Result(found.value(), found.gradients().get(0).toDoubles());
            }
        }
    }

    private static Result evaluate(Objective objective, TensorEngine engine, double[] rows, ViewLayout layout) {
        try (Tensor embeddings = engine.tensor(rows, layout.rows(), rows.length / layout.rows())) {
            return Result.of(objective.evaluate(engine, embeddings, ObjectiveStep.first(layout)));
        }
    }

    /** By the definition of Smooth-AP, from the positives and the negatives of each query. */
    private static double defined(
            double[] rows, ViewLayout layout, int positiveViews, QueryMode mode, PrecisionForm form, double temperature) {
        double sum = 0;
        for (int query = 0; query < layout.rows(); query++) {
            int q = query;
            int[] positives = IntStream.range(0, layout.rows())
                    .filter(row -> layout.image(row) == layout.image(q))
                    .filter(row -> row == q ? mode == QueryMode.INCLUDED : layout.view(row) < positiveViews)
                    .toArray();
            double ofQuery = 0;
            for (int i : positives) {
                double before = above(rows, temperature, q, i, IntStream.of(positives).filter(j -> j != i));
                double negatives = above(rows, temperature, q, i,
                        IntStream.range(0, layout.rows()).filter(row -> layout.image(row) != layout.image(q)));
                double precision = (1 + before) / (1 + before + negatives);
                ofQuery += form == PrecisionForm.LOG ? -Math.log(precision) : 1 - precision;
            }
            sum += ofQuery / positives.length;
        }
        return sum / layout.rows();
    }

    private static double above(double[] rows, double temperature, int query, int i, IntStream others) {
        double threshold = Batches.similarity(rows, DIM, query, i);
        return others.mapToDouble(j ->
                1 / (1 + Math.exp((threshold - Batches.similarity(rows, DIM, query, j)) / temperature))).sum();
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void theFirstViewsAreThePositivesOfEveryQuery(ViewLayout layout) {
        double[] rows = Batches.clustered(layout, DIM, 0.7, 3);
        for (int views = 2; views <= layout.views(); views++) {
            for (QueryMode mode : QueryMode.values()) {
                for (PrecisionForm form : PrecisionForm.values()) {
                    MultiCropRanking objective = new SmoothAp(0.1, mode, form, 0).withPositiveViews(views);
                    double expected = defined(rows, layout, views, mode, form, 0.1);
                    assertThat(evaluate(objective, wide, rows, layout).loss()).isCloseTo(expected, within(1e-12));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void theFusedFormEqualsTheComposedOne(ViewLayout layout) {
        TensorEngine narrow = HostTensorEngine.float32();
        double[] rows = Batches.clustered(layout, DIM, 0.7, 4);
        for (QueryMode mode : QueryMode.values()) {
            for (PrecisionForm form : PrecisionForm.values()) {
                MultiCropRanking objective = new SmoothAp(0.1, mode, form, 0.05).withPositiveViews(2);
                Result expected = evaluate(objective, wide, rows, layout);
                Result found = evaluate(objective, narrow, rows, layout);
                assertThat(found.loss()).isCloseTo(expected.loss(), within(1e-6));
                assertThat(found.gradient()).containsExactly(expected.gradient(), within(1e-6));
            }
        }
    }

    static List<RankingObjective> objectives() {
        return List.of(SmoothAp.log(0.1), new SmoothAp(0.1, QueryMode.INCLUDED), new FastAp(10), new PairwiseLogistic(0.2),
                SmoothNdcg.from(Settings.of("test", Map.of("temperature", 0.1))));
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void gradientsAreTheSlopesOfTheLoss(RankingObjective ranking) {
        ViewLayout layout = ViewLayout.viewMajor(3, 4);
        MultiCropRanking objective = ranking.withPositiveViews(2);
        double[] rows = Batches.clustered(layout, DIM, 0.7, 5);
        double[] gradient = evaluate(objective, wide, rows, layout).gradient();
        double step = 1e-6;
        for (int at = 0; at < rows.length; at++) {
            double[] more = rows.clone();
            double[] less = rows.clone();
            more[at] += step;
            less[at] -= step;
            double slope = (evaluate(objective, wide, more, layout).loss() - evaluate(objective, wide, less, layout).loss())
                    / (2 * step);
            assertThat(gradient[at]).as("at %d", at).isCloseTo(slope, within(1e-6 * Math.max(1, Math.abs(slope))));
        }
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void blocksOfAnySizeGiveTheSame(RankingObjective ranking) {
        for (ViewLayout layout : layouts()) {
            double[] rows = Batches.clustered(layout, DIM, 0.7, 6);
            MultiCropRanking objective = ranking.withPositiveViews(2);
            Result expected = evaluate(objective, wide, rows, layout);
            for (int queries : new int[] {1, 4, 1000}) {
                try (Tensor embeddings = wide.tensor(rows, layout.rows(), DIM)) {
                    Result found = Result.of(
                            objective.evaluateComposed(wide, embeddings, ObjectiveStep.first(layout), queries));
                    assertThat(found.loss()).isCloseTo(expected.loss(), within(1e-12));
                    assertThat(found.gradient()).containsExactly(expected.gradient(), within(1e-12));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void withAllViewsItIsThePlainLoss(ViewLayout layout) {
        double[] rows = Batches.clustered(layout, DIM, 0.7, 7);
        for (RankingObjective ranking : List.of(SmoothAp.log(0.1), new FastAp(10), new BlackboxAp(4, 0.05))) {
            Result plain = evaluate(ranking, wide, rows, layout);
            Result all = evaluate(ranking.withPositiveViews(layout.views()), wide, rows, layout);
            assertThat(all.loss()).isEqualTo(plain.loss());
            assertThat(all.gradient()).isEqualTo(plain.gradient());
        }
    }

    /** A teacher that is the encoder itself gives the same loss. */
    @ParameterizedTest
    @MethodSource("layouts")
    void aTeachersFirstViewsAreThePositivesToo(ViewLayout layout) {
        double[] rows = Batches.clustered(layout, DIM, 0.7, 8);
        MultiCropRanking objective = SmoothAp.log(0.1).withPositiveViews(2);
        double expected = evaluate(objective, wide, rows, layout).loss();
        for (TensorEngine engine : List.of(wide, HostTensorEngine.float32())) {
            try (Tensor embeddings = engine.tensor(rows, layout.rows(), DIM);
                    TeacherRows teacher = new TeacherRows(
                            engine.tensor(rows, layout.rows(), DIM), layout, Optional.empty())) {
                Result found = Result.of(objective.againstTeacher()
                        .evaluate(engine, embeddings, ObjectiveStep.first(layout).withTeacher(teacher)));
                assertThat(found.loss()).isCloseTo(expected, within(1e-6));
            }
        }
    }

    @Test
    void theKeyIsOneOfEveryRankingObjective() {
        Objective made = RankingKeys.create(SmoothAp::from, Settings.of("test", Map.of("form", "log", "positiveViews", 2)));
        assertThat(made).isInstanceOf(MultiCropRanking.class);
        assertThat(made.name()).isEqualTo("smooth-ap");
        assertThat(made.settings()).containsEntry("positiveViews", 2).containsEntry("form", "log");
        assertThat(RankingKeys.create(SmoothAp::from, Settings.of("test", made.settings())).settings())
                .isEqualTo(made.settings());
        Settings both = Settings.of("test", Map.of("positiveViews", 2, "candidates", "teacher"));
        assertThat(RankingKeys.create(FastAp::from, both)).isInstanceOf(TeacherRanking.class)
                .satisfies(teacher -> assertThat(teacher.settings())
                        .containsEntry("positiveViews", 2).containsEntry("candidates", "teacher"));
        Settings none = Settings.of("test", Map.of());
        assertThat(RankingKeys.create(FastAp::from, none)).isInstanceOf(FastAp.class);
        assertThat(none.resolved()).doesNotContainKey("positiveViews");
    }

    @Test
    void fewerThanTwoViewsAndMoreThanThereAreAreRefused() {
        assertThatThrownBy(() -> RankingKeys.create(SmoothAp::from, Settings.of("test", Map.of("positiveViews", 1))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("test: positiveViews: found 1, expected 0 for all, or 2 or more");
        MultiCropRanking five = SmoothAp.of(0.1).withPositiveViews(5);
        five.requireBatch(ViewLayout.viewMajor(4, 5));
        for (Objective objective : List.of(five, five.againstTeacher())) {
            assertThatThrownBy(() -> objective.requireBatch(ViewLayout.viewMajor(4, 4)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("positiveViews: found 5, expected at most the 4 views of an image");
        }
        assertThatThrownBy(() -> SmoothAp.of(0.1).withPositiveViews(1)).isInstanceOf(IllegalArgumentException.class);
    }
}
