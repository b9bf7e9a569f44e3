package org.s2r2.eval.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.s2r2.eval.protocol.BruteForce.clusters;
import static org.s2r2.eval.protocol.BruteForce.set;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinearProbeTest {

    private static final EvaluationSettings SETTINGS = EvaluationSettings.defaults().withThreads(2);

    @ParameterizedTest
    @ValueSource(doubles = {1, 0.01, 0.001})
    void theGradientAtTheFitIsNearZero(double strength) {
        FeatureSet train = clusters("train", 1203, 11, 4, 2, 1);
        LinearFit.Fit fit = LinearFit.fit(train, only(strength), 2);
        for (double component : gradient(train, fit.point(), strength)) {
            assertThat(component).isEqualTo(0, within(3e-5));
        }
    }

    @Test
    void theFitIsWherePlainGradientDescentEnds() {
        FeatureSet train = clusters("train", 150, 5, 3, 1.5, 1);
        double strength = 0.1;
        double[] point = new double[3 * 6];
        for (int step = 0; step < 3000; step++) {
            double[] gradient = gradient(train, point, strength);
            for (int i = 0; i < point.length; i++) {
                point[i] -= 0.5 * gradient[i];
            }
        }
        double[] fitted = LinearFit.fit(train, only(strength), 2).point();
        for (int i = 0; i < point.length; i++) {
            assertThat(fitted[i]).isEqualTo(point[i], within(2e-4));
        }
    }

    @Test
    void theStrengthWithTheBestHeldOutAccuracyIsChosen() {
        // 240 fitted rows of 100 noisy columns: the weakest strengths overfit.
        FeatureSet train = clusters("train", 300, 100, 3, 12, 1);
        EvaluationSettings.Linear linear = SETTINGS.linear();
        int[] classes = train.classes();
        int[] labels = train.classIndices(classes);
        boolean[] held = StratifiedSample.heldOut(labels, 3, linear.heldOut(), linear.seed());
        float[][] rows = Standardisation.of(train.features()).apply(train.features());
        int[] fitted = IntStream.range(0, labels.length).filter(i -> !held[i]).toArray();
        double best = -1;
        double expected = 0;
        for (double strength : linear.strengths()) {
            // Each from a cold start: the optimum of a strongly convex loss is one, wherever the search begins.
            double[] point = Lbfgs.minimise(
                    (at, into) -> new SoftmaxRegression(
                                    IntStream.of(fitted).mapToObj(i -> rows[i]).toArray(float[][]::new),
                                    IntStream.of(fitted).map(i -> labels[i]).toArray(), 3, 1)
                            .loss(at, strength, into),
                    new double[3 * 101], 400, 1e-5);
            int right = 0;
            for (int i = 0; i < labels.length; i++) {
                right += held[i] && argmax(scores(rows[i], point, 3)) == labels[i] ? 1 : 0;
            }
            if (right > best) {
                best = right;
                expected = strength;
            }
        }
        assertThat(LinearFit.fit(train, linear, 2).strength()).isEqualTo(expected);
    }

    @Test
    void theAccuracyIsThatOfTheFittedScores() {
        FeatureSet train = clusters("train", 500, 13, 5, 2, 1);
        FeatureSet test = clusters("test", 611, 13, 6, 2, 2);
        LinearFit.Fit fit = LinearFit.fit(train, SETTINGS.linear(), 2);
        float[][] rows = standardised(train, test);
        int right = 0;
        for (int i = 0; i < rows.length; i++) {
            right += fit.classes()[argmax(scores(rows[i], fit.point(), 5))] == test.labels()[i] ? 1 : 0;
        }
        ProtocolResults.Linear found = probe(train, test);
        assertThat(found.top1()).isEqualTo((double) right / rows.length).isGreaterThan(0.5);
        assertThat(found.strength()).isEqualTo(fit.strength());
    }

    @Test
    void separableClassesAreSeparated() {
        FeatureSet train = clusters("train", 200, 16, 4, 0.1, 1);
        assertThat(probe(train, clusters("test", 100, 16, 4, 0.1, 2)).top1()).isEqualTo(1);
    }

    @Test
    void oneClassOneRowAndConstantColumnsAreFitted() {
        FeatureSet single = clusters("train", 10, 3, 1, 1, 1);
        assertThat(probe(single, single).top1()).isEqualTo(1);
        FeatureSet row = set(new int[] {4}, 1, 2);
        assertThat(probe(row, set(new int[] {4, 5}, 3, 4, 5, 6)).top1()).isEqualTo(0.5);
        FeatureSet onePerClass = set(new int[] {0, 1}, 1, 7, -1, 7);
        assertThat(probe(onePerClass, set(new int[] {0, 1}, 3, 1e30f, -4, -1e30f)).top1()).isEqualTo(1);
    }

    @Test
    void aTestRowFarOutsideTheTrainingRangeStillHasAClass() {
        FeatureSet train = set(new int[] {0, 0, 1, 1}, 1e-30f, 2e-30f, -1e-30f, -2e-30f);
        assertThat(probe(train, set(new int[] {0, 1}, 1e30f, -1e30f)).top1()).isEqualTo(1);
    }

    private static EvaluationSettings.Linear only(double strength) {
        return new EvaluationSettings.Linear(List.of(strength), 0.2, 500, 1e-5, 0);
    }

    private static ProtocolResults.Linear probe(FeatureSet train, FeatureSet test) {
        return LinearFit.evaluate(train, test, SETTINGS.linear(), SETTINGS.threads());
    }

    /** The gradient of mean cross-entropy + strength / 2 * |W|^2, in double and row by row. */
    private static double[] gradient(FeatureSet train, double[] point, double strength) {
        float[][] rows = standardised(train, train);
        int dim = train.dim();
        int classes = point.length / (dim + 1);
        int lowest = IntStream.of(train.labels()).min().orElseThrow();
        double[] gradient = new double[point.length];
        for (int i = 0; i < rows.length; i++) {
            double[] scores = scores(rows[i], point, classes);
            double sum = 0;
            for (double score : scores) {
                sum += Math.exp(score);
            }
            for (int c = 0; c < classes; c++) {
                double residual = Math.exp(scores[c]) / sum - (train.labels()[i] == lowest + c ? 1 : 0);
                for (int k = 0; k < dim; k++) {
                    gradient[c * (dim + 1) + k] += residual * rows[i][k] / rows.length;
                }
                gradient[c * (dim + 1) + dim] += residual / rows.length;
            }
        }
        for (int c = 0; c < classes; c++) {
            for (int k = 0; k < dim; k++) {
                gradient[c * (dim + 1) + k] += strength * point[c * (dim + 1) + k];
            }
        }
        return gradient;
    }

    private static float[][] standardised(FeatureSet train, FeatureSet set) {
        int dim = train.dim();
        float[][] rows = new float[set.rows()][dim];
        for (int k = 0; k < dim; k++) {
            int column = k;
            double[] values = IntStream.range(0, train.rows())
                    .mapToDouble(i -> BruteForce.row(train, i)[column]).toArray();
            double mean = IntStream.range(0, values.length).mapToDouble(i -> values[i]).average().orElseThrow();
            double variance = IntStream.range(0, values.length)
                    .mapToDouble(i -> (values[i] - mean) * (values[i] - mean)).average().orElseThrow();
            for (int i = 0; i < rows.length; i++) {
                rows[i][k] = (float) ((BruteForce.row(set, i)[k] - mean) / Math.sqrt(variance));
            }
        }
        return rows;
    }

    private static double[] scores(float[] row, double[] point, int classes) {
        double[] scores = new double[classes];
        for (int c = 0; c < classes; c++) {
            scores[c] = point[c * (row.length + 1) + row.length];
            for (int k = 0; k < row.length; k++) {
                scores[c] += point[c * (row.length + 1) + k] * row[k];
            }
        }
        return scores;
    }

    private static int argmax(double[] scores) {
        return IntStream.range(0, scores.length).reduce(0, (best, c) -> scores[c] > scores[best] ? c : best);
    }
}
