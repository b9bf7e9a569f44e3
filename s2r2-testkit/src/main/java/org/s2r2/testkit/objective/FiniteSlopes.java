package org.s2r2.testkit.objective;

import java.util.ArrayList;
import java.util.List;
import org.s2r2.objective.Objective;
import org.s2r2.tensor.HostTensorEngine;
import org.s2r2.view.ViewLayout;

/** The gradients of an objective's value by central differences in double precision. */
final class FiniteSlopes {

    private static final double STEP = 1e-6;

    private FiniteSlopes() {}

    /** The value, and its slopes at the embeddings and at each of the objective's first weights. */
    static Evaluation of(Objective objective, double[] rows, ViewLayout layout) {
        List<double[]> inputs = new ArrayList<>(List.of(rows));
        inputs.addAll(Evaluation.firstWeights(objective, rows.length / layout.rows()));
        List<double[]> slopes = new ArrayList<>();
        for (int input = 0; input < inputs.size(); input++) {
            double[] slope = new double[inputs.get(input).length];
            for (int i = 0; i < slope.length; i++) {
                double above = value(objective, inputs, layout, input, i, STEP);
                double below = value(objective, inputs, layout, input, i, -STEP);
                slope[i] = (above - below) / (2 * STEP);
            }
            slopes.add(slope);
        }
        return new Evaluation(value(objective, inputs, layout, 0, 0, 0), slopes);
    }

    private static double value(
            Objective objective, List<double[]> inputs, ViewLayout layout, int input, int element, double step) {
        List<double[]> moved = new ArrayList<>(inputs);
        moved.set(input, inputs.get(input).clone());
        moved.get(input)[element] += step;
        return Evaluation.of(
                        objective, HostTensorEngine.float64(), moved.get(0), moved.subList(1, moved.size()), layout)
                .loss();
    }
}
