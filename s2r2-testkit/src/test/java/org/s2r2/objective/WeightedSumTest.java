package org.s2r2.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.s2r2.objective.WeightedSum.Term;
import org.s2r2.objective.ranking.FastAp;
import org.s2r2.objective.ranking.SmoothNdcg;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.HostTensorEngine;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.testkit.objective.Batches;
import org.s2r2.testkit.objective.Evaluation;
import org.s2r2.testkit.objective.ObjectiveContract;
import org.s2r2.view.Crop;
import org.s2r2.view.ViewLayout;

class WeightedSumTest extends ObjectiveContract {

    private static final ViewLayout LAYOUT = ViewLayout.viewMajor(3, 2);

    @Override
    protected Objective objective() {
        return new WeightedSum(List.of(
                new Term(0.25, new SmoothAp(0.05, QueryMode.EXCLUDED)), new Term(3, new FastAp(10))));
    }

    @Test
    void theLossAndTheGradientAreTheWeightedSumsOfTheTerms() {
        double[] rows = Batches.clustered(LAYOUT, 4, 1, 1);
        TensorEngine engine = HostTensorEngine.float64();
        Evaluation ap = Evaluation.of(new SmoothAp(0.05, QueryMode.EXCLUDED), engine, rows, LAYOUT);
        Evaluation fastAp = Evaluation.of(new FastAp(10), engine, rows, LAYOUT);
        Evaluation sum = Evaluation.of(objective(), engine, rows, LAYOUT);
        assertThat(sum.loss()).isCloseTo(0.25 * ap.loss() + 3 * fastAp.loss(), within(1e-15));
        assertThat(sum.gradients()).hasSize(1);
        for (int i = 0; i < rows.length; i++) {
            assertThat(sum.gradient()[i])
                    .isCloseTo(0.25 * ap.gradient()[i] + 3 * fastAp.gradient()[i], within(1e-14));
        }
    }

    @Test
    void eachTermIsEvaluatedOnce() {
        AtomicInteger evaluations = new AtomicInteger();
        Objective counting = new LossFunction() {
            @Override
            public String name() {
                return "counting";
            }

            @Override
            public Tensor loss(Tensor embeddings, ViewLayout layout) {
                evaluations.incrementAndGet();
                return embeddings.sum();
            }
        };
        double[] rows = Batches.clustered(LAYOUT, 4, 1, 1);
        WeightedSum sum = new WeightedSum(List.of(new Term(2, counting), new Term(1, new FastAp(10))));
        Evaluation.of(sum, HostTensorEngine.float64(), rows, LAYOUT);
        assertThat(evaluations).hasValue(1);
    }

    @Test
    void termsAreToldOfTheCrops() {
        List<Crop> crops = List.of(new Crop(0, 0, 4, 4), new Crop(1, 1, 4, 4), new Crop(2, 2, 4, 4),
                new Crop(9, 9, 4, 4), new Crop(0, 0, 4, 4), new Crop(2, 2, 4, 4));
        ViewLayout layout = ViewLayout.imageMajor(2, 3);
        Objective ndcg = new SmoothNdcg(0.1, 0.2);
        TensorEngine engine = HostTensorEngine.float64();
        try (Tensor rows = engine.tensor(Batches.clustered(layout, 4, 1, 1), 6, 4);
                ValueAndGradients with =
                        ndcg.evaluate(engine, rows, new ObjectiveStep(layout, 0, 0, List.of(), crops));
                ValueAndGradients without = ndcg.evaluate(engine, rows, layout);
                ValueAndGradients sum = new WeightedSum(List.of(new Term(2, ndcg)))
                        .evaluate(engine, rows, new ObjectiveStep(layout, 0, 0, List.of(), crops))) {
            assertThat(sum.value()).isEqualTo(2 * with.value()).isNotEqualTo(2 * without.value());
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> new WeightedSum(List.of())).hasMessageContaining("no terms");
        assertThatThrownBy(() -> new Term(0, new FastAp(10))).hasMessageContaining("weight: found 0.0");
        TensorEngine engine = HostTensorEngine.float64();
        try (Tensor rows = engine.tensor(Batches.clustered(LAYOUT, 4, 1, 1), 6, 4)) {
            ObjectiveStep tooMany = new ObjectiveStep(LAYOUT, 0, 0, List.of(rows));
            assertThatThrownBy(() -> objective().evaluate(engine, rows, tooMany))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("sum has the weights [], found 1 tensors");
        }
        Map<String, HostArray> stranger = Map.of("2.queue.0", HostArray.matrix(new float[0], 0, 0));
        assertThatThrownBy(() -> objective().load(stranger))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2.queue.0");
    }
}
