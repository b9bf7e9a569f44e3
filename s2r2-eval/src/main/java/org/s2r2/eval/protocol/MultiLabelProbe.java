package org.s2r2.eval.protocol;

import java.util.stream.IntStream;
import org.s2r2.settings.InvalidInputException;

/**
 * A linear probe for rows with any number of classes: a logistic regression with bias for each class on features
 * standardised by the training rows, all with the one regularisation strength that has the highest mean average
 * precision on held-out training rows, drawn without regard to their classes. A class's average precision is that of
 * all test rows in falling order of its scores, ties by rising index; the mean is over the classes with a positive
 * among the test rows and one among the training rows.
 */
final class MultiLabelProbe {

    private MultiLabelProbe() {}

    static ProtocolResults.MultiLabel evaluate(
            MultiLabelSet train, MultiLabelSet test, EvaluationSettings.Linear settings, int threads) {
        Fit fit = fit(train, settings, threads);
        float[][] rows = fit.standardisation.apply(test.features());
        MeanAp mean = meanAp(
                new OneVsRestRegression(rows, test.labels(), threads).scores(fit.point), train.labels(), test.labels());
        if (mean.classes == 0) {
            throw new InvalidInputException(test.name() + ": none of its classes occurs in " + train.name()
                    + ", expected at least one with rows in both");
        }
        return new ProtocolResults.MultiLabel(mean.value, mean.classes, fit.strength);
    }

    /**
     * @param point [classes, dim + 1], weights on standardised features, the bias last in each row
     * @param strength the regularisation strength chosen
     */
    record Fit(Standardisation standardisation, double[] point, double strength) {}

    static Fit fit(MultiLabelSet train, EvaluationSettings.Linear settings, int threads) {
        Standardisation standardisation = Standardisation.of(train.features());
        boolean[] heldOut = StratifiedSample.heldOut(new int[train.rows()], 1, settings.heldOut(), settings.seed());
        Problem problem = new Problem(standardisation.apply(train.features()), train.labels(), heldOut, threads);
        StrengthSearch.Fit fit = StrengthSearch.fit(problem, heldOut, settings);
        return new Fit(standardisation, fit.point(), fit.strength());
    }

    private record Problem(float[][] rows, boolean[][] labels, boolean[] heldOut, int threads)
            implements StrengthSearch.Problem {

        @Override
        public LogisticRegression on(int[] chosen) {
            float[][] features = IntStream.of(chosen).mapToObj(i -> rows[i]).toArray(float[][]::new);
            return new OneVsRestRegression(features, labelsOf(chosen), threads);
        }

        @Override
        public double quality(LogisticRegression regression, int[] chosen, double[] point) {
            int[] fitted = IntStream.range(0, heldOut.length).filter(i -> !heldOut[i]).toArray();
            return meanAp(regression.scores(point), labelsOf(fitted), labelsOf(chosen)).value;
        }

        private boolean[][] labelsOf(int[] chosen) {
            return IntStream.of(chosen).mapToObj(i -> labels[i]).toArray(boolean[][]::new);
        }
    }

    /**
     * @param value from 0 to 1, and 0 where no class counts
     * @param classes how many count
     */
    record MeanAp(double value, int classes) {}

    /**
     * @param scores [classes, test rows]
     * @param fitted [training rows, classes]
     * @param judged [test rows, classes]
     */
    static MeanAp meanAp(float[][] scores, boolean[][] fitted, boolean[][] judged) {
        RankSort sort = new RankSort(judged.length);
        double sum = 0;
        int count = 0;
        for (int i = 0; i < scores.length; i++) {
            int c = i;
            if (occurs(fitted, c) && occurs(judged, c)) {
                sum += AveragePrecision.of(sort.ranking(scores[c]), row -> judged[row][c]);
                count++;
            }
        }
        return new MeanAp(count == 0 ? 0 : sum / count, count);
    }

    private static boolean occurs(boolean[][] labels, int c) {
        for (boolean[] row : labels) {
            if (row[c]) {
                return true;
            }
        }
        return false;
    }
}
