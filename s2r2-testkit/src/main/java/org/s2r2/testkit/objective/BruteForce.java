package org.s2r2.testkit.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.s2r2.objective.Objective;
import org.s2r2.tensor.HostTensorEngine;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.view.ViewLayout;

/** The definition of a loss over rankings, query by query on plain numbers: the oracle of the objectives' values. */
public final class BruteForce {

    private static final int DIM = 5;

    private BruteForce() {}

    /** The loss of one query from the similarities of its positives and of its negatives, itself left out. */
    @FunctionalInterface
    public interface QueryLoss {
        double of(double[] positives, double[] negatives);
    }

    /** The mean over all rows as queries. */
    public static double mean(double[] rows, ViewLayout layout, QueryLoss definition) {
        int dim = rows.length / layout.rows();
        double sum = 0;
        for (int query = 0; query < layout.rows(); query++) {
            sum += definition.of(
                    similarities(rows, dim, layout, query, true), similarities(rows, dim, layout, query, false));
        }
        return sum / layout.rows();
    }

    private static double[] similarities(double[] rows, int dim, ViewLayout layout, int query, boolean positives) {
        return IntStream.range(0, layout.rows())
                .filter(row -> row != query && (layout.image(row) == layout.image(query)) == positives)
                .mapToDouble(row -> Batches.similarity(rows, dim, query, row))
                .toArray();
    }

    /** Requires an objective to give what its definition gives, from nearly right rankings to random ones. */
    public static void requireDefinition(Objective objective, QueryLoss definition) {
        List<ViewLayout> layouts = List.of(ViewLayout.viewMajor(5, 4), ViewLayout.imageMajor(7, 3),
                ViewLayout.viewMajor(2, 2), ViewLayout.imageMajor(2, 6));
        for (ViewLayout layout : layouts) {
            for (double noise : new double[] {0.2, 0.6, 1, 3}) {
                double[] rows = Batches.clustered(layout, DIM, noise, layout.rows());
                double expected = mean(rows, layout, definition);
                assertThat(value(objective, rows, layout))
                        .as(layout + " with noise " + noise)
                        .isCloseTo(expected, within(1e-11 * Math.max(1, Math.abs(expected))));
            }
        }
    }

    /** The loss in double precision. */
    public static double value(Objective objective, double[] rows, ViewLayout layout) {
        TensorEngine engine = HostTensorEngine.float64();
        try (Tensor embeddings = engine.tensor(rows, layout.rows(), rows.length / layout.rows());
                ValueAndGradients found = objective.evaluate(engine, embeddings, layout)) {
            return found.value();
        }
    }

    /** How many of the values are at least as large as a threshold. */
    public static long countNotBelow(double[] values, double threshold) {
        return Arrays.stream(values).filter(value -> value >= threshold).count();
    }
}
