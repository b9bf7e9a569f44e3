package org.s2r2.eval.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.HostArray;

class MultiLabelProbeTest {

    private static final EvaluationSettings SETTINGS = EvaluationSettings.defaults().withThreads(2);
    private static final int DIM = 6;

    /** Gaussian rows whose class c depends on column c and on noise, the last class being rare. */
    private static MultiLabelSet random(String name, int rows, int classes, double noise, long seed) {
        Random random = new Random(seed);
        float[] values = new float[rows * DIM];
        boolean[][] labels = new boolean[rows][classes];
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < DIM; k++) {
                values[i * DIM + k] = (float) (3 + 2 * random.nextGaussian());
            }
            for (int c = 0; c < classes; c++) {
                double threshold = c == classes - 1 ? 5 : 3.5;
                labels[i][c] = values[i * DIM + c % DIM] + noise * random.nextGaussian() > threshold;
            }
        }
        return new MultiLabelSet(name, HostArray.matrix(values, rows, DIM), labels);
    }

    private static EvaluationSettings.Linear only(double strength) {
        return new EvaluationSettings.Linear(List.of(strength), 0.2, 500, 1e-6, 0);
    }

    /** The loss in double, row by row and class by class, with the logarithm of the likelihood as it stands. */
    private static double loss(float[][] rows, boolean[][] labels, double[] point, double strength) {
        double sum = 0;
        int dim = rows[0].length;
        for (int c = 0; c < labels[0].length; c++) {
            for (int i = 0; i < rows.length; i++) {
                double score = point[c * (dim + 1) + dim];
                for (int k = 0; k < dim; k++) {
                    score += point[c * (dim + 1) + k] * rows[i][k];
                }
                double probability = 1 / (1 + Math.exp(-score));
                sum -= Math.log(labels[i][c] ? probability : 1 - probability) / rows.length;
            }
            for (int k = 0; k < dim; k++) {
                sum += strength / 2 * point[c * (dim + 1) + k] * point[c * (dim + 1) + k];
            }
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 512, 1029})
    void theGradientIsThatOfFiniteDifferences(int count) {
        MultiLabelSet set = random("train", count, 5, 1, 1);
        float[][] rows = Standardisation.of(set.features()).apply(set.features());
        Random random = new Random(2);
        double[] point = random.doubles(5 * (DIM + 1), -1.5, 1.5).toArray();
        double[] gradient = new double[point.length];
        double value = new OneVsRestRegression(rows, set.labels(), 2).loss(point, 0.3, gradient);
        assertThat(value).isCloseTo(loss(rows, set.labels(), point, 0.3), within(1e-6));
        for (int i = 0; i < point.length; i++) {
            double[] ahead = point.clone();
            double[] behind = point.clone();
            ahead[i] += 1e-5;
            behind[i] -= 1e-5;
            double expected =
                    (loss(rows, set.labels(), ahead, 0.3) - loss(rows, set.labels(), behind, 0.3)) / 2e-5;
            assertThat(gradient[i]).as("parameter " + i).isCloseTo(expected, within(1e-5));
        }
    }

    @Test
    void scoresFarOutGiveNeitherInfinityNorNaN() {
        OneVsRestRegression regression =
                new OneVsRestRegression(new float[][] {{1}, {1}}, new boolean[][] {{true}, {false}}, 1);
        double[] gradient = new double[2];
        // The right row costs nothing, the wrong one its score.
        assertThat(regression.loss(new double[] {1e4, 0}, 1e-9, gradient)).isCloseTo(5000.05, within(1e-6));
        assertThat(gradient[1]).isEqualTo(0.5);
        assertThat(regression.loss(new double[] {-1e4, 0}, 1e-9, gradient)).isCloseTo(5000.05, within(1e-6));
        assertThat(gradient[1]).isEqualTo(-0.5);
    }

    @Test
    void aProblemOfOneWeightIsSolvedAsByBisection() {
        // Rows at 1 and -1, the class where x is 1: the bias is 0, and strength * w = 1 / (1 + exp(w)).
        MultiLabelSet set = new MultiLabelSet(
                "train", HostArray.matrix(new float[] {5, 3}, 2, 1), new boolean[][] {{true}, {false}});
        double strength = 0.05;
        double low = 0;
        double high = 100;
        for (int i = 0; i < 100; i++) {
            double middle = (low + high) / 2;
            if (strength * middle < 1 / (1 + Math.exp(middle))) {
                low = middle;
            } else {
                high = middle;
            }
        }
        double[] point = MultiLabelProbe.fit(set, only(strength), 1).point();
        assertThat(point[0]).isCloseTo(low, within(1e-4));
        assertThat(point[1]).isCloseTo(0, within(1e-4));
    }

    @Test
    void everyClassIsFittedAsATwoClassProblemOfItsOwn() {
        MultiLabelSet set = random("train", 300, 4, 1, 3);
        double strength = 0.02;
        double[] point = MultiLabelProbe.fit(set, only(strength), 2).point();
        for (int c = 0; c < 4; c++) {
            int column = c;
            int[] labels = IntStream.range(0, 300).map(i -> set.labels()[i][column] ? 1 : 0).toArray();
            // The difference of two classes' weights is the one class's, and half its square the sum of their squares.
            double[] two =
                    LinearFit.fit(new FeatureSet(set.features(), labels), only(2 * strength), 1).point();
            for (int k = 0; k <= DIM; k++) {
                assertThat(point[c * (DIM + 1) + k]).isCloseTo(two[DIM + 1 + k] - two[k], within(2e-4));
            }
        }
    }

    /** For each positive, the fraction of positives among the rows ranked no worse; a tie ranks the lower row first. */
    private static double averagePrecision(float[] scores, boolean[][] labels, int c) {
        return IntStream.range(0, scores.length)
                .filter(i -> labels[i][c])
                .mapToDouble(i -> IntStream.range(0, scores.length)
                        .filter(j -> scores[j] > scores[i] || (scores[j] == scores[i] && j <= i))
                        .mapToDouble(j -> labels[j][c] ? 1 : 0)
                        .average()
                        .orElseThrow())
                .average()
                .orElseThrow();
    }

    @Test
    void theMeanIsOverClassesWithAPositiveOnBothSidesAndTiesGoToTheLowerRow() {
        Random random = new Random(4);
        float[][] scores = new float[5][90];
        boolean[][] judged = new boolean[90][5];
        for (int i = 0; i < 90; i++) {
            for (int c = 0; c < 5; c++) {
                scores[c][i] = random.nextInt(-3, 4);
                judged[i][c] = c != 1 && random.nextInt(4) == 0;
            }
        }
        boolean[][] fitted = {{true, true, false, false, true}, {false, false, true, false, true}};
        double expected = (averagePrecision(scores[0], judged, 0) + averagePrecision(scores[2], judged, 2)
                + averagePrecision(scores[4], judged, 4)) / 3;
        MultiLabelProbe.MeanAp found = MultiLabelProbe.meanAp(scores, fitted, judged);
        assertThat(found.classes()).isEqualTo(3);
        assertThat(found.value()).isCloseTo(expected, within(1e-12));
    }

    @Test
    void theResultIsTheMeanAveragePrecisionOfTheFittedScoresWithAnyNumberOfThreads() {
        MultiLabelSet train = random("train", 400, 6, 2, 5);
        MultiLabelSet test = random("test", 130, 6, 2, 6);
        MultiLabelProbe.Fit fit = MultiLabelProbe.fit(train, SETTINGS.linear(), 1);
        float[][] rows = Standardisation.of(train.features()).apply(test.features());
        double expected = 0;
        for (int c = 0; c < 6; c++) {
            float[] scores = new float[130];
            for (int i = 0; i < 130; i++) {
                double score = fit.point()[c * (DIM + 1) + DIM];
                for (int k = 0; k < DIM; k++) {
                    score += fit.point()[c * (DIM + 1) + k] * rows[i][k];
                }
                scores[i] = (float) score;
            }
            expected += averagePrecision(scores, test.labels(), c) / 6;
        }
        EvaluationResult one = judged("all", train, test, 1);
        assertThat(one.value("multiLabel", "map")).isCloseTo(expected, within(1e-12)).isBetween(0.5, 0.99);
        assertThat(one.value("multiLabel", "classes")).isEqualTo(6);
        assertThat(MultiLabelProbe.evaluate(train, test, SETTINGS.linear(), 1).strength()).isEqualTo(fit.strength());
        assertThat(one.byProtocol()).containsOnlyKeys("multiLabel");
        assertThat(judged("linear", train, test, 4)).isEqualTo(one);
    }

    private static EvaluationResult judged(String protocol, MultiLabelSet train, MultiLabelSet test, int threads) {
        return Evaluator.evaluate(
                Evaluator.choose(SETTINGS.protocols(), Set.of(protocol), train.name(), true, false),
                EvaluationData.of(train, test, threads));
    }

    @Test
    void theStrengthWithTheBestHeldOutMeanAveragePrecisionIsChosen() {
        MultiLabelSet train = random("train", 200, 8, 0.5, 7);
        EvaluationSettings.Linear linear = SETTINGS.linear();
        boolean[] held = StratifiedSample.heldOut(new int[200], 1, linear.heldOut(), linear.seed());
        int[] fitted = IntStream.range(0, 200).filter(i -> !held[i]).toArray();
        int[] rest = IntStream.range(0, 200).filter(i -> held[i]).toArray();
        float[][] rows = Standardisation.of(train.features()).apply(train.features());
        double best = -1;
        double expected = 0;
        for (double strength : linear.strengths()) {
            double[] point = Lbfgs.minimise(
                    (at, into) -> regression(rows, train.labels(), fitted).loss(at, strength, into),
                    new double[8 * (DIM + 1)], 400, 1e-5);
            double value = MultiLabelProbe.meanAp(regression(rows, train.labels(), rest).scores(point),
                            labels(train.labels(), fitted), labels(train.labels(), rest))
                    .value();
            if (value > best) {
                best = value;
                expected = strength;
            }
        }
        assertThat(expected).isNotEqualTo(linear.strengths().get(0));
        assertThat(MultiLabelProbe.fit(train, linear, 2).strength()).isEqualTo(expected);
    }

    private static OneVsRestRegression regression(float[][] rows, boolean[][] labels, int[] chosen) {
        return new OneVsRestRegression(
                IntStream.of(chosen).mapToObj(i -> rows[i]).toArray(float[][]::new), labels(labels, chosen), 1);
    }

    private static boolean[][] labels(boolean[][] labels, int[] chosen) {
        return IntStream.of(chosen).mapToObj(i -> labels[i]).toArray(boolean[][]::new);
    }

    private static void assertRefused(
            String protocol, MultiLabelSet train, MultiLabelSet test, String message) {
        assertThatThrownBy(() -> judged(protocol, train, test, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(message);
    }

    @Test
    void setsThatCannotBeJudgedAreRefusedByName() {
        HostArray features = HostArray.matrix(new float[] {1, 2}, 2, 1);
        MultiLabelSet first = new MultiLabelSet("A", features, new boolean[][] {{true, false}, {false, false}});
        MultiLabelSet second = new MultiLabelSet("B", features, new boolean[][] {{false, false}, {false, true}});
        MultiLabelSet three = new MultiLabelSet("C", features, new boolean[2][3]);
        assertRefused("all", first, second,
                "B: none of its classes occurs in A, expected at least one with rows in both");
        assertRefused("all", first, three, "C: labels of 3 classes, expected 2 as in A");
        assertRefused("knn", first, first,
                "protocol: found 'knn', expected linear or all, as A has any number of labels an image");
        assertThatThrownBy(() -> new MultiLabelSet("D", features, new boolean[][] {{true}, {true, false}}))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("D: row 1 has labels for 2 classes, expected at least 1 class, and as many in every row");
        assertThatThrownBy(() -> new MultiLabelSet("D", features, new boolean[1][1]))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("D: 1 labels, expected one for each of the 2 rows");
    }
}
