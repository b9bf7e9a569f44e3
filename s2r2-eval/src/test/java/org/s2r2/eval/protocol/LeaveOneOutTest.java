package org.s2r2.eval.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.HostArray;

/** Test rows that are training rows too, against brute force that never looks at a query's own row. */
class LeaveOneOutTest {

    private static void requireBruteForce(EvaluationData data, int k, double temperature, IntUnaryOperator own) {
        FeatureSet train = data.train();
        FeatureSet test = data.test();
        EvaluationResult found = Evaluator.evaluate(List.of(new Knn(k, temperature), new Retrieval()), data);
        assertThat(found.value("knn", "top1")).isEqualTo(BruteForce.knn(train, test, k, temperature, own));
        double[] expected = BruteForce.retrieval(train, test, own);
        assertThat(found.value("retrieval", "map")).isEqualTo(expected[0], within(1e-12));
        assertThat(found.value("retrieval", "recallAt1")).isEqualTo(expected[1]);
        assertThat(found.value("retrieval", "recallAt5")).isEqualTo(expected[2]);
        assertThat(found.value("retrieval", "recallAt10")).isEqualTo(expected[3]);
    }

    @ParameterizedTest
    @CsvSource({"150, 7, 4, 200, 0.07", "150, 7, 4, 1, 0.07", "400, 5, 3, 20, 0.5", "12, 6, 5, 11, 0.1", "12, 6, 5, 12, 0.1",
        "3, 4, 1, 2, 1"})
    void noQueryIsItsOwnNeighbour(int rows, int dim, int classes, int k, double temperature) {
        FeatureSet set = BruteForce.clusters("set", rows, dim, classes, 2, 3);
        requireBruteForce(EvaluationData.of(set, set).withLeaveOneOut(), k, temperature, query -> query);
    }

    @Test
    void duplicatesOfAQueryCountAndTiesGoToTheLowerIndex() {
        Random random = new Random(5);
        float[] values = new float[80 * 3];
        int[] labels = new int[80];
        for (int row = 0; row < 80; row++) {
            values[3 * row + random.nextInt(3)] = 1;
            labels[row] = random.nextInt(3);
        }
        FeatureSet set = new FeatureSet(HostArray.matrix(values, 80, 3), labels);
        for (int k : new int[] {1, 10, 79, 80, 200}) {
            requireBruteForce(EvaluationData.of(set, set).withLeaveOneOut(), k, 0.07, query -> query);
        }
    }

    @Test
    void someTestRowsMayBeTrainingRows() {
        FeatureSet train = BruteForce.clusters("train", 90, 6, 4, 2, 3);
        int[] own = {-1, 40, 41, -1, 7, 89, 0, -1};
        FeatureSet test = train.part("test", IntStream.of(own).map(row -> row < 0 ? 3 : row).toArray());
        for (int k : new int[] {1, 8, 90}) {
            requireBruteForce(EvaluationData.of(train, test).withOwnRows(own), k, 0.1, query -> own[query]);
        }
    }

    /** Labels that have nothing to do with the features: with the own row all is right, without it next to nothing. */
    @Test
    void ofNoiseWithArbitraryLabelsNothingIsKnown() {
        FeatureSet noise = BruteForce.clusters("noise", 300, 20, 1, 1, 3);
        FeatureSet set = new FeatureSet(noise.features(), new Random(8).ints(300, 0, 10).toArray());
        List<Protocol> protocols = List.of(Knn.k(1), new Retrieval());
        EvaluationResult with = Evaluator.evaluate(protocols, EvaluationData.of(set, set));
        EvaluationResult without = Evaluator.evaluate(protocols, EvaluationData.of(set, set).withLeaveOneOut());
        assertThat(with.value("knn", "top1")).isEqualTo(1);
        assertThat(with.value("retrieval", "recallAt1")).isEqualTo(1);
        // Three standard deviations of 300 guesses among ten classes.
        assertThat(without.value("knn", "top1")).isCloseTo(0.1, within(0.052));
        assertThat(without.value("retrieval", "recallAt1")).isCloseTo(0.1, within(0.052));
    }

    /** The third fold has a row twice. */
    @Test
    void foldsLeaveOutAQueryWhereTheyHaveIt() {
        FeatureSet set = BruteForce.clusters("set", 60, 5, 3, 2, 4);
        int[][] folds = {
            IntStream.range(0, 30).toArray(), IntStream.range(0, 25).map(i -> 59 - 2 * i).toArray(), {5, 17, 5, 20, 31, 44, 58}
        };
        ProtocolResults.Folds found = new Folds(EvaluationSettings.defaults().linear(), Knn.k(5))
                .classifiers(EvaluationData.of(set, List.of(folds), set, 2).withLeaveOneOut());
        double sum = 0;
        for (int[] fold : folds) {
            int right = 0;
            for (int query = 0; query < 60; query++) {
                int own = query;
                FeatureSet others = set.part("others", IntStream.of(fold).filter(row -> row != own).toArray());
                right += BruteForce.knn(others, set.part("query", new int[] {query}), 5, 0.07) == 1 ? 1 : 0;
            }
            sum += right / 60.0;
        }
        assertThat(found.knn().mean()).isCloseTo(sum / 3, within(1e-12));
    }

    @Test
    void theDataSayWhichRowIsAQuerysOwn() {
        FeatureSet set = BruteForce.clusters("set", 4, 3, 2, 1, 1);
        EvaluationData plain = EvaluationData.of(set, set);
        assertThat(plain.leaveOneOut()).isFalse();
        assertThat(plain.ownRow(2)).isEqualTo(-1);
        EvaluationData same = plain.withLeaveOneOut();
        assertThat(same.leaveOneOut()).isTrue();
        assertThat(same.ownRow(2)).isEqualTo(2);
        assertThat(plain.withOwnRows(new int[] {-1, -1, -1, -1}).leaveOneOut()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void setsThatCannotBeOfTheSameImagesAreRefusedByName(boolean multiLabel) {
        FeatureSet set = BruteForce.clusters("photographs", 4, 3, 1, 1, 1);
        FeatureSet other = new FeatureSet("drawings", set.features(), new int[] {3, 3, 3, 9});
        assertThatThrownBy(() -> data(set, other, multiLabel).withLeaveOneOut())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("drawings: row 3 has other labels than row 3 of photographs");
        FeatureSet fewer = set.part("drawings", new int[] {0, 1, 2});
        assertThatThrownBy(() -> data(set, fewer, multiLabel).withLeaveOneOut())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("drawings: 3 rows, expected the 4 of photographs");
        FeatureSet single = set.part("drawing", new int[] {0});
        assertThatThrownBy(() -> data(single, single, multiLabel).withLeaveOneOut())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("drawing: 1 row, expected at least 2");
    }

    private static EvaluationData data(FeatureSet train, FeatureSet test, boolean multiLabel) {
        return multiLabel ? EvaluationData.of(multi(train), multi(test), 1) : EvaluationData.of(train, test);
    }

    private static MultiLabelSet multi(FeatureSet set) {
        return new MultiLabelSet(set.name(), set.features(), Arrays.stream(set.labels())
                .mapToObj(label -> new boolean[] {label == 3, label == 9})
                .toArray(boolean[][]::new));
    }

    @Test
    void whereNoClassHasTwoRowsRetrievalSaysSo() {
        FeatureSet set = BruteForce.set(new int[] {1, 2, 3}, 1, 0, 0, 1, 1, 1);
        assertThatThrownBy(() -> Evaluator.evaluate(List.of(new Retrieval()), EvaluationData.of(set, set).withLeaveOneOut()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("none of its labels occurs in another row of");
    }
}
