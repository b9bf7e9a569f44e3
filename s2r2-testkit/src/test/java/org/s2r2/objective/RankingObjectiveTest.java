package org.s2r2.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.s2r2.tensor.HostTensorEngine;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.view.ViewLayout;

class RankingObjectiveTest {

    private final TensorEngine engine = HostTensorEngine.float64();

    /** The example in the Javadoc of {@link RankingObjective}: a whole loss. */
    private static final class MarginViolation extends RankingObjective {

        MarginViolation() {
            super(QueryMode.EXCLUDED);
        }

        @Override
        public String name() {
            return "margin-violation";
        }

        @Override
        protected Tensor queryLosses(RankingBlock block) {
            Tensor worst = block.positives().mul(-1).max(1).mul(-1).reshape(block.queries(), 1);
            return block.candidates().sub(worst).add(0.2).relu().mul(block.negatives()).mean(1);
        }
    }

    private static RankingObjective of(QueryMode query, Function<RankingBlock, Tensor> losses) {
        return new RankingObjective(query) {
            @Override
            public String name() {
                return "test-loss";
            }

            @Override
            protected Tensor queryLosses(RankingBlock block) {
                return losses.apply(block);
            }
        };
    }

    @Test
    void oneMethodMakesALoss() {
        ViewLayout layout = ViewLayout.imageMajor(2, 2);
        // Similarities: 0-1: 0.6, 0-2: 0.8, 0-3: -1, 1-2: 0.96, 1-3: -0.6, 2-3: -0.8.
        double[] embeddings = {1, 0, 0.6, 0.8, 0.8, 0.6, -1, 0};
        double query0 = 0.8 - 0.6 + 0.2;
        double query1 = 0.96 - 0.6 + 0.2;
        double query2 = (0.8 + 0.8 + 0.2) + (0.96 + 0.8 + 0.2);
        double query3 = (-1 + 0.8 + 0.2) + (-0.6 + 0.8 + 0.2);
        try (Tensor tensor = engine.tensor(embeddings, 4, 2);
                ValueAndGradients found = new MarginViolation().evaluate(engine, tensor, layout)) {
            assertThat(found.value()).isCloseTo((query0 + query1 + query2 + query3) / 4 / 4, within(1e-15));
            assertThat(found.gradients().get(0).shape()).containsExactly(4, 2);
        }
    }

    @Test
    void aBlockHoldsPositivesCandidatesAndTheMaskOfNegatives() {
        ViewLayout layout = ViewLayout.viewMajor(2, 3);
        double[] embeddings = {1, 2, 3, 4, 5, 6};
        double[] sums = new double[4];
        RankingObjective excluded = of(QueryMode.EXCLUDED, block -> {
            assertThat(block.queries()).isEqualTo(2);
            assertThat(block.positivesPerQuery()).isEqualTo(2);
            assertThat(block.rows()).isEqualTo(6);
            sums[0] += block.positives().sum().item();
            sums[1] += block.candidates().sum().item();
            sums[2] += block.negatives().sum().item();
            sums[3] += block.candidates().mul(block.negatives()).sum().item();
            return block.positives().sum(1);
        });
        try (Tensor tensor = engine.tensor(embeddings, 6, 1)) {
            excluded.evaluateComposed(engine, tensor, ObjectiveStep.first(layout), 2).close();
        }
        // Image 0 has the values 1, 3, 5 and image 1 the values 2, 4, 6.
        assertThat(sums).containsExactly(2 * (3 + 5 + 15) + 2 * (8 + 12 + 24), 21 * 21, 6 * 3, 2 * 9 * 12);
    }

    @Test
    void anIncludedQueryIsAPositiveOfItsOwn() {
        ViewLayout layout = ViewLayout.imageMajor(2, 2);
        RankingObjective included = of(QueryMode.INCLUDED, block -> block.positives().sum(1));
        try (Tensor tensor = engine.tensor(new double[] {1, 2, 3, 4}, 4, 1);
                ValueAndGradients found = included.evaluate(engine, tensor, layout)) {
            assertThat(found.value()).isEqualTo((3 * 3 + 7 * 7) / 4.0);
        }
    }

    @Test
    void refusesEmbeddingsThatDoNotFitTheLayout() {
        try (Tensor tensor = engine.tensor(new double[10], 5, 2)) {
            assertThatThrownBy(() -> new MarginViolation().evaluate(engine, tensor, ViewLayout.viewMajor(3, 2)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("[6, dim], found [5, 2]");
        }
    }

    @Test
    void namesAnObjectiveWhoseLossesHaveAnotherShape() {
        try (Tensor tensor = engine.tensor(new double[8], 4, 2)) {
            assertThatThrownBy(() -> of(QueryMode.EXCLUDED, RankingBlock::positives)
                    .evaluate(engine, tensor, ViewLayout.viewMajor(2, 2)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("test-loss");
        }
    }
}
