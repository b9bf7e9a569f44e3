package org.s2r2.eval.protocol;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A linear probe: multinomial logistic regression with bias on features standardised by the training rows, fitted by
 * L-BFGS on all rows at once. The regularisation strength is the one with the highest accuracy on a part of the
 * training rows held out class by class, the strengths being tried from strong to weak, each fit starting from the one
 * before; then all training rows are fitted with it.
 */
final class LinearProbe {

    private LinearProbe() {}

    static EvaluationResult.Linear evaluate(
            FeatureSet train, FeatureSet test, EvaluationSettings.Linear settings, int threads) {
        Fit fit = fit(train, settings, threads);
        float[][] rows = fit.standardisation.apply(test.features());
        int[] predicted = new SoftmaxRegression(rows, null, fit.classes.length, threads).predict(fit.point);
        return new EvaluationResult.Linear(accuracy(predicted, test.classIndices(fit.classes)), fit.strength);
    }

    /**
     * @param classes the labels of the training rows, ascending
     * @param point [classes, dim + 1], weights on standardised features, the bias last in each row
     * @param strength the regularisation strength chosen
     */
    record Fit(Standardisation standardisation, int[] classes, double[] point, double strength) {}

    static Fit fit(FeatureSet train, EvaluationSettings.Linear settings, int threads) {
        int[] classes = train.classes();
        int[] labels = train.classIndices(classes);
        Standardisation standardisation = Standardisation.of(train.features());
        float[][] rows = standardisation.apply(train.features());
        Chosen chosen = choose(rows, labels, classes.length, settings, threads);
        SoftmaxRegression all = new SoftmaxRegression(rows, labels, classes.length, threads);
        double[] point = minimise(all, chosen.point, chosen.strength, settings);
        return new Fit(standardisation, classes, point, chosen.strength);
    }

    /** A strength and the fit with it to the rows that were not held out. */
    private record Chosen(double strength, double[] point) {}

    private static Chosen choose(
            float[][] rows, int[] labels, int classes, EvaluationSettings.Linear settings, int threads) {
        boolean[] heldOut = heldOut(labels, classes, settings.heldOut(), settings.seed());
        int[] fitted = IntStream.range(0, rows.length).filter(i -> !heldOut[i]).toArray();
        int[] held = IntStream.range(0, rows.length).filter(i -> heldOut[i]).toArray();
        if (held.length == 0 || settings.strengths().size() == 1) {
            return new Chosen(settings.strengths().get(0), new double[classes * (rows[0].length + 1)]);
        }
        SoftmaxRegression part = part(rows, labels, fitted, classes, threads);
        SoftmaxRegression rest = part(rows, labels, held, classes, threads);
        int[] heldLabels = IntStream.of(held).map(i -> labels[i]).toArray();
        double[] point = new double[part.parameters()];
        Chosen best = null;
        double bestAccuracy = -1;
        for (double strength : settings.strengths()) {
            point = minimise(part, point, strength, settings);
            double accuracy = accuracy(rest.predict(point), heldLabels);
            if (accuracy > bestAccuracy) {
                bestAccuracy = accuracy;
                best = new Chosen(strength, point);
            }
        }
        return best;
    }

    private static double[] minimise(
            SoftmaxRegression regression, double[] start, double strength, EvaluationSettings.Linear settings) {
        return Lbfgs.minimise(
                (point, gradient) -> regression.loss(point, strength, gradient),
                start,
                settings.maxIterations(),
                settings.tolerance());
    }

    private static SoftmaxRegression part(float[][] rows, int[] labels, int[] chosen, int classes, int threads) {
        return new SoftmaxRegression(
                IntStream.of(chosen).mapToObj(i -> rows[i]).toArray(float[][]::new),
                IntStream.of(chosen).map(i -> labels[i]).toArray(),
                classes,
                threads);
    }

    /** A share of the rows of every class, at least one where the class has two, and none where it has one. */
    static boolean[] heldOut(int[] labels, int classes, double share, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        boolean[] heldOut = new boolean[labels.length];
        int[][] members = new int[classes][0];
        int[] counts = new int[classes];
        for (int label : labels) {
            counts[label]++;
        }
        Arrays.setAll(members, c -> new int[counts[c]]);
        for (int i = labels.length - 1; i >= 0; i--) {
            members[labels[i]][--counts[labels[i]]] = i;
        }
        for (int[] rows : members) {
            int count = rows.length < 2 ? 0 : Math.max(1, (int) (rows.length * share));
            for (int i = 0; i < count; i++) {
                int other = random.nextInt(i, rows.length);
                int row = rows[other];
                rows[other] = rows[i];
                heldOut[row] = true;
            }
        }
        return heldOut;
    }

    private static double accuracy(int[] predicted, int[] expected) {
        int right = 0;
        for (int i = 0; i < predicted.length; i++) {
            right += predicted[i] == expected[i] ? 1 : 0;
        }
        return (double) right / predicted.length;
    }
}
