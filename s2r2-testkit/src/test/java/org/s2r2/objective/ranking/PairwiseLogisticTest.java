package org.s2r2.objective.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.s2r2.tensor.HostTensorEngine;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.testkit.tensor.FiniteDifferences;
import org.s2r2.view.ViewLayout;

class PairwiseLogisticTest {

    private static final TensorEngine ENGINE = HostTensorEngine.float64();
    private static final int DIM = 3;

    private static double[] random(ViewLayout layout) {
        Random random = new Random(8);
        return random.doubles((long) layout.rows() * DIM, -1, 1).toArray();
    }

    private static double dot(double[] rows, int a, int b) {
        double sum = 0;
        for (int d = 0; d < DIM; d++) {
            sum += rows[a * DIM + d] * rows[b * DIM + d];
        }
        return sum;
    }

    /** The definition, query by query and pair by pair. */
    private static double bruteForce(double[] rows, ViewLayout layout, double temperature) {
        double total = 0;
        for (int q = 0; q < layout.rows(); q++) {
            double sum = 0;
            int pairs = 0;
            for (int p = 0; p < layout.rows(); p++) {
                for (int n = 0; n < layout.rows(); n++) {
                    boolean positive = p != q && layout.image(p) == layout.image(q);
                    if (positive && layout.image(n) != layout.image(q)) {
                        sum += Math.log1p(Math.exp((dot(rows, q, n) - dot(rows, q, p)) / temperature));
                        pairs++;
                    }
                }
            }
            total += sum / pairs;
        }
        return total / layout.rows();
    }

    private static double loss(double[] rows, ViewLayout layout, double temperature) {
        try (Tensor embeddings = ENGINE.tensor(rows, layout.rows(), rows.length / layout.rows());
                ValueAndGradients found = new PairwiseLogistic(temperature).evaluate(ENGINE, embeddings, layout)) {
            return found.value();
        }
    }

    @Test
    void isTheMeanOverAllPairsOfAPositiveAndANegative() {
        for (ViewLayout layout : List.of(ViewLayout.viewMajor(4, 3), ViewLayout.imageMajor(2, 2))) {
            for (double temperature : new double[] {0.05, 1}) {
                double[] rows = random(layout);
                assertThat(loss(rows, layout, temperature))
                        .isCloseTo(bruteForce(rows, layout, temperature), within(1e-12));
            }
        }
    }

    @Test
    void itsGradientIsThatOfFiniteDifferences() {
        ViewLayout layout = ViewLayout.viewMajor(3, 3);
        FiniteDifferences.requireGradient(ENGINE, inputs -> new PairwiseLogistic(0.5).loss(inputs.get(0), layout),
                List.of(random(layout)), List.of(new int[] {layout.rows(), DIM}), 1e-6, 1e-8);
    }

    @Test
    void pairsInTheRightOrderCostNothingAndPairsInTheWrongOrderTheirDistance() {
        ViewLayout layout = ViewLayout.imageMajor(2, 2);
        assertThat(loss(new double[] {1, 0, 1, 0, 0, 1, 0, 1}, layout, 1e-3)).isZero();
        // Similarity 0 with the own image and 1 with one of the other's two views: half of the pairs are 1 apart.
        assertThat(loss(new double[] {1, 0, 0, 1, 1, 0, 0, 1}, layout, 1e-3))
                .isCloseTo(0.5 * 1000 + 0.5 * Math.log(2), within(1e-9));
    }

    @Test
    void aTemperatureOf0IsRefused() {
        assertThatThrownBy(() -> new PairwiseLogistic(0)).hasMessageContaining("temperature: found 0.0");
    }
}
