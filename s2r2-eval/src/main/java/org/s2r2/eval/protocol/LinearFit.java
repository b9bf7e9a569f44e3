package org.s2r2.eval.protocol;

import java.util.stream.IntStream;

/**
 * A linear probe: multinomial logistic regression with bias on features standardised by the training rows. The
 * regularisation strength is the one with the highest accuracy on a part of the training rows held out class by class.
 */
final class LinearFit {

    private LinearFit() {}

    static ProtocolResults.Linear evaluate(
            FeatureSet train, FeatureSet test, EvaluationSettings.Linear settings, int threads) {
        Fit fit = fit(train, settings, threads);
        float[][] rows = fit.standardisation.apply(test.features());
        int[] predicted = new SoftmaxRegression(rows, new int[0], fit.classes.length, threads).predict(fit.point);
        return new ProtocolResults.Linear(accuracy(predicted, test.classIndices(fit.classes)), fit.strength);
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
        boolean[] heldOut = StratifiedSample.heldOut(labels, classes.length, settings.heldOut(), settings.seed());
        Problem problem = new Problem(standardisation.apply(train.features()), labels, classes.length, threads);
        StrengthSearch.Fit fit = StrengthSearch.fit(problem, heldOut, settings);
        return new Fit(standardisation, classes, fit.point(), fit.strength());
    }

    private record Problem(float[][] rows, int[] labels, int classes, int threads) implements StrengthSearch.Problem {

        @Override
        public LogisticRegression on(int[] chosen) {
            float[][] features = IntStream.of(chosen).mapToObj(i -> rows[i]).toArray(float[][]::new);
            return new SoftmaxRegression(features, labelsOf(chosen), classes, threads);
        }

        @Override
        public double quality(LogisticRegression regression, int[] chosen, double[] point) {
            return accuracy(SoftmaxRegression.highest(regression.scores(point)), labelsOf(chosen));
        }

        private int[] labelsOf(int[] chosen) {
            return IntStream.of(chosen).map(i -> labels[i]).toArray();
        }
    }

    private static double accuracy(int[] predicted, int[] expected) {
        int right = 0;
        for (int i = 0; i < predicted.length; i++) {
            right += predicted[i] == expected[i] ? 1 : 0;
        }
        return (double) right / predicted.length;
    }
}
