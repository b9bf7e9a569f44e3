package org.s2r2.eval.protocol;

import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Fits a regression by L-BFGS on all rows at once. The regularisation strength is the one that does best on held-out
 * training rows, the strengths being tried from strong to weak, each fit starting from the one before; then all
 * training rows are fitted with it. Where no row is held out the strongest is taken.
 */
final class StrengthSearch {

    private StrengthSearch() {}

    /** The rows to fit. */
    interface Problem {

        /** The regression on some of the rows. */
        LogisticRegression on(int[] rows);

        /** How well a point does on some of the rows, from 0 to 1. */
        double quality(LogisticRegression regression, int[] rows, double[] point);
    }

    /**
     * @param point weights and biases as in {@link LogisticRegression}
     * @param strength the regularisation strength chosen
     */
    record Fit(double[] point, double strength) {}

    /** @param heldOut [n], whether a row is held out */
    static Fit fit(Problem problem, boolean[] heldOut, EvaluationSettings.Linear settings) {
        int[] held = IntStream.range(0, heldOut.length).filter(i -> heldOut[i]).toArray();
        boolean choice = held.length > 0 && settings.strengths().size() > 1;
        Optional<Fit> chosen = choice ? Optional.of(choose(problem, heldOut, held, settings)) : Optional.empty();
        LogisticRegression all = problem.on(IntStream.range(0, heldOut.length).toArray());
        double strength = chosen.map(Fit::strength).orElse(settings.strengths().get(0));
        double[] start = chosen.map(Fit::point).orElseGet(() -> new double[all.parameters()]);
        return new Fit(minimise(all, start, strength, settings), strength);
    }

    private static Fit choose(
            Problem problem, boolean[] heldOut, int[] held, EvaluationSettings.Linear settings) {
        LogisticRegression part = problem.on(IntStream.range(0, heldOut.length).filter(i -> !heldOut[i]).toArray());
        LogisticRegression rest = problem.on(held);
        double[] point = new double[part.parameters()];
        Fit best = null;
        double bestQuality = -1;
        for (double strength : settings.strengths()) {
            point = minimise(part, point, strength, settings);
            double quality = problem.quality(rest, held, point);
            if (quality > bestQuality) {
                bestQuality = quality;
                best = new Fit(point, strength);
            }
        }
        return Objects.requireNonNull(best, "there is a strength, and no quality is below 0");
    }

    private static double[] minimise(
            LogisticRegression regression, double[] start, double strength, EvaluationSettings.Linear settings) {
        return Lbfgs.minimise(
                (point, gradient) -> regression.loss(point, strength, gradient),
                start,
                settings.maxIterations(),
                settings.tolerance());
    }
}
