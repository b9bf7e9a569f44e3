package org.s2r2.testkit.objective;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.s2r2.objective.Objective;
import org.s2r2.objective.ObjectiveStep;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.view.ViewLayout;

/**
 * What an objective gave, on plain arrays.
 *
 * @param gradients at the embeddings, and after that at each weight of the objective
 */
public record Evaluation(double loss, List<double[]> gradients) {

    /** Beside this, in losses and gradients of about 1, an error is nothing. */
    private static final double SMALL = 1e-3;

    /** With the objective's first weights where it has any. */
    public static Evaluation of(Objective objective, TensorEngine engine, double[] rows, ViewLayout layout) {
        return of(objective, engine, rows, firstWeights(objective, rows.length / layout.rows()), layout);
    }

    /** @param weights the values of each of the objective's weights */
    public static Evaluation of(
            Objective objective, TensorEngine engine, double[] rows, List<double[]> weights, ViewLayout layout) {
        int dim = rows.length / layout.rows();
        List<Tensor> own = new ArrayList<>();
        try (Tensor embeddings = engine.tensor(rows, layout.rows(), dim)) {
            for (int i = 0; i < weights.size(); i++) {
                own.add(engine.tensor(weights.get(i), objective.parameters(dim).get(i).shape()));
            }
            try (ValueAndGradients found =
                    objective.evaluate(engine, embeddings, new ObjectiveStep(layout, 0, 0, own))) {
                return read(found);
            }
        } finally {
            own.forEach(Tensor::close);
        }
    }

    static Evaluation read(ValueAndGradients found) {
        return new Evaluation(found.value(), found.gradients().stream().map(Tensor::toDoubles).toList());
    }

    /** The values of each weight that an objective begins with, in the order of its parameters. */
    static List<double[]> firstWeights(Objective objective, int dim) {
        return objective.firstWeights(dim, 3).values().stream()
                .map(array -> {
                    double[] wide = new double[array.values().length];
                    Arrays.setAll(wide, i -> array.values()[i]);
                    return wide;
                })
                .toList();
    }

    public double[] gradient() {
        return gradients.get(0);
    }

    /** The same with another gradient at the embeddings. */
    Evaluation with(double[] gradient) {
        List<double[]> changed = new ArrayList<>(gradients);
        changed.set(0, gradient);
        return new Evaluation(loss, changed);
    }

    /** The largest difference, relative to the size of the other's loss or gradient. */
    double distance(Evaluation other) {
        double worst = Math.abs(loss - other.loss) / Math.max(SMALL, Math.abs(other.loss));
        for (int i = 0; i < other.gradients.size(); i++) {
            double[] expected = other.gradients.get(i);
            double difference = 0;
            for (int j = 0; j < expected.length; j++) {
                difference = Math.max(difference, Math.abs(gradients.get(i)[j] - expected[j]));
            }
            worst = Math.max(worst, difference / Math.max(SMALL, largest(expected)));
        }
        return worst;
    }

    /** The largest element of the gradient at these rows; NaN where one is. */
    double largestAt(int dim, int... rows) {
        return largest(gradientWhere(row -> IntStream.of(rows).anyMatch(given -> given == row), dim));
    }

    /** The largest element of the gradient at all other rows; NaN where one is. */
    double largestElsewhere(int dim, int... rows) {
        return largest(gradientWhere(row -> IntStream.of(rows).noneMatch(given -> given == row), dim));
    }

    private double[] gradientWhere(IntPredicate chosen, int dim) {
        double[] gradient = gradient();
        return IntStream.range(0, gradient.length)
                .filter(i -> chosen.test(i / dim))
                .mapToDouble(i -> gradient[i])
                .toArray();
    }

    static double largest(double[] values) {
        return DoubleStream.of(values).map(Math::abs).max().orElseThrow();
    }
}
