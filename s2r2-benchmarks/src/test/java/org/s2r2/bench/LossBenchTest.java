package org.s2r2.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.s2r2.objective.FusedLoss;
import org.s2r2.objective.QueryMode;
import org.s2r2.objective.RankingBlock;
import org.s2r2.objective.RankingObjective;
import org.s2r2.tensor.HostTensorEngine;
import org.s2r2.tensor.Tensor;
import org.s2r2.view.ViewLayout;

class LossBenchTest {

    private static final long MILLISECOND = 1_000_000;

    /** Goes forward when a form of the loss is evaluated, and not otherwise. */
    private final AtomicLong clock = new AtomicLong();

    /** The mean similarity of the positives, whose fused form takes 50 ms and whose composed form 150 ms a block. */
    private final class Clocked extends RankingObjective {

        Clocked() {
            super(QueryMode.EXCLUDED);
        }

        @Override
        public String name() {
            return "clocked";
        }

        @Override
        protected long elementsPerQuery(int positives, int rows) {
            return 1;
        }

        @Override
        protected Tensor queryLosses(RankingBlock block) {
            clock.addAndGet(150 * MILLISECOND);
            return block.positives().mean(1);
        }

        @Override
        protected Optional<FusedLoss> fused() {
            return Optional.of((embeddings, candidates, layout, positiveViews, threads, gradient) -> {
                clock.addAndGet(50 * MILLISECOND);
                return fusedLoss(embeddings, layout);
            });
        }

        private double fusedLoss(float[] embeddings, ViewLayout layout) {
            int dim = embeddings.length / layout.rows();
            double sum = 0;
            for (int a = 0; a < layout.rows(); a++) {
                for (int b = 0; b < layout.rows(); b++) {
                    boolean positive = a != b && layout.image(a) == layout.image(b);
                    for (int d = 0; positive && d < dim; d++) {
                        sum += (double) embeddings[a * dim + d] * embeddings[b * dim + d];
                    }
                }
            }
            return sum / layout.rows() / (layout.views() - 1);
        }
    }

    private List<LossResult> run(ViewLayout layout, int rounds) {
        return new LossBench(rounds, clock::get).run(HostTensorEngine.float32(), Map.of("fused", new Clocked()), layout, 5);
    }

    @Test
    void bothFormsAreTimedOnTheSameEmbeddings() {
        List<LossResult> results = run(ViewLayout.viewMajor(6, 3), 2);
        assertThat(results).extracting(LossResult::form).containsExactly("fused", "composed");
        assertThat(results).extracting(LossResult::views).containsExactly(18, 18);
        assertThat(results).extracting(LossResult::milliseconds)
                .containsExactly(new RoundStatistics(50, 50, 50), new RoundStatistics(150, 150, 150));
        assertThat(results).extracting(LossResult::ratio).containsExactly(new RoundStatistics(1, 1, 1), new RoundStatistics(3, 3, 3));
        assertThat(results.get(0).loss()).isBetween(0.2, 0.9);
        assertThat(results.get(1).loss()).isCloseTo(results.get(0).loss(), within(1e-6));
        // A turn is 4 evaluations of the one, or 2 of the other; 3 turns are to warm up.
        assertThat(clock.get()).isEqualTo((3 + 2) * (4 * 50 + 2 * 150) * MILLISECOND);
    }

    @Test
    void moreViewsAreEvaluatedFusedOnly() {
        assertThat(run(ViewLayout.viewMajor(257, 4), 1)).extracting(LossResult::form).containsExactly("fused");
    }

    @Test
    void thereIsNothingToMeasureInNoRounds() {
        assertThatThrownBy(() -> new LossBench(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found 0");
    }
}
