package org.s2r2.eval.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.s2r2.eval.protocol.BruteForce.clusters;
import static org.s2r2.eval.protocol.BruteForce.set;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.HostArray;

class NeighbourProtocolsTest {

    private static final EvaluationSettings SETTINGS = EvaluationSettings.defaults().withThreads(2);

    @ParameterizedTest
    @CsvSource({
        "700, 90, 19, 5, 200, 0.07",
        "700, 90, 19, 5, 1, 0.07",
        "513, 70, 8, 12, 7, 0.5",
        "40, 65, 3, 3, 200, 0.07",
        "1100, 3, 33, 2, 1000, 10",
        "2100, 65, 6, 9, 30, 0.1",
        "9, 5, 1, 2, 4, 0.001"
    })
    void bothAgreeWithBruteForceOnRandomFeatures(
            int trainRows, int testRows, int dim, int classes, int k, double temperature) {
        FeatureSet train = clusters("train", trainRows, dim, classes, 2, 1);
        FeatureSet test = clusters("test", testRows, dim, classes + 1, 2, 2);
        if (dim > 1) {
            assertThat(knn(train, test, k, temperature)).isEqualTo(BruteForce.knn(train, test, k, temperature));
        }
        assertAgree(retrieve(train, test), BruteForce.retrieval(train, test), test.rows());
    }

    @Test
    void duplicateAndZeroRowsAgreeWithBruteForce() {
        // Axis vectors and zeros have cosines of exactly 0 and 1 in any precision: nearly everything is a tie.
        Random random = new Random(3);
        FeatureSet train = axes(random, 600, 6);
        FeatureSet test = axes(random, 50, 6);
        for (int k : new int[] {1, 5, 50, 10_000}) {
            assertThat(knn(train, test, k, 0.07)).isEqualTo(BruteForce.knn(train, test, k, 0.07));
        }
        assertAgree(retrieve(train, test), BruteForce.retrieval(train, test), test.rows());
    }

    @Test
    void duplicatesOfRealValuedRowsTieExactlyWhereverTheyStand() {
        // The duplicates fall into different panels and positions of the product.
        FeatureSet base = clusters("base", 1, 37, 1, 2, 5);
        int copies = 2300;
        float[] values = new float[copies * 37];
        for (int i = 0; i < copies; i++) {
            System.arraycopy(base.features().values(), 0, values, i * 37, 37);
        }
        int[] labels = new int[copies];
        Arrays.fill(labels, 1900, copies, 1);
        FeatureSet train = new FeatureSet(HostArray.matrix(values, copies, 37), labels);
        FeatureSet test = new FeatureSet(clusters("test", 1, 37, 1, 2, 6).features(), new int[] {1});
        ProtocolResults.Retrieval found = retrieve(train, test);
        double expected = 0;
        for (int r = 1; r <= 400; r++) {
            expected += r / (1900.0 + r) / 400;
        }
        assertThat(found.map()).isEqualTo(expected, within(1e-12));
        assertThat(found.recallAt10()).isZero();
    }

    @Test
    void aTieInVotesGoesToTheLowerClass() {
        FeatureSet train = set(new int[] {9, 4}, 1, 0, 1, 0);
        assertThat(knn(train, set(new int[] {4}, 1, 0), 2, 0.07)).isEqualTo(1);
        assertThat(knn(train, set(new int[] {9}, 1, 0), 2, 0.07)).isZero();
    }

    @Test
    void aTieInSimilarityGoesToTheLowerTrainingIndex() {
        FeatureSet train = set(new int[] {9, 4}, 2, 0, 1, 0);
        assertThat(knn(train, set(new int[] {9}, 1, 0), 1, 0.07)).isEqualTo(1);
        assertThat(retrieve(train, set(new int[] {4}, 1, 0)).map()).isEqualTo(0.5);
    }

    @Test
    void aLowTemperatureDoesNotOverflow() {
        FeatureSet train = set(new int[] {0, 1}, 1, 0, 0, 1);
        assertThat(knn(train, set(new int[] {1}, 0, 1), 2, 1e-4)).isEqualTo(1);
    }

    @Test
    void averagePrecisionIsTheTextbooks() {
        // Relevant rows at ranks 1, 3 and 5: (1 + 2/3 + 3/5) / 3.
        FeatureSet train = set(new int[] {1, 0, 1, 0, 1}, 10, 0, 10, 1, 10, 2, 10, 3, 10, 4);
        ProtocolResults.Retrieval found = retrieve(train, set(new int[] {1}, 1, 0));
        assertThat(found.map()).isEqualTo((1 + 2.0 / 3 + 3.0 / 5) / 3, within(1e-12));
        assertThat(found.recallAt1()).isEqualTo(1);
    }

    @Test
    void queriesWithoutARelevantRowAreLeftOutAndCounted() {
        FeatureSet train = set(new int[] {0, 0}, 1, 0, 0, 1);
        ProtocolResults.Retrieval found = retrieve(train, set(new int[] {0, 5, 6}, 1, 0, 1, 0, 1, 0));
        assertThat(found).isEqualTo(new ProtocolResults.Retrieval(1, 1, 1, 1, 1, 2));
        assertThatThrownBy(() -> retrieve(train, set(new int[] {5}, 1, 0)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("none of its labels occurs in features");
    }

    @Test
    void aSingleClassIsAlwaysRight() {
        FeatureSet train = clusters("train", 20, 4, 1, 1, 1);
        FeatureSet test = clusters("test", 10, 4, 1, 1, 2);
        assertThat(knn(train, test, 5, 0.07)).isEqualTo(1);
        assertThat(retrieve(train, test).map()).isEqualTo(1);
    }

    @Test
    void theNumberOfThreadsChangesNothing() {
        FeatureSet train = clusters("train", 1500, 20, 6, 3, 1);
        FeatureSet test = clusters("test", 333, 20, 6, 3, 2);
        EvaluationResult one = all(train, test, 1);
        for (int threads : new int[] {2, 3, 7}) {
            assertThat(all(train, test, threads))
                    .isEqualTo(one);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1500, 333", "2, 2049, 130", "3, 1024, 65", "2, 3, 2"})
    void protocolsThatShareThePassFindWhatEachFindsAlone(int threads, int trainRows, int testRows) {
        FeatureSet train = clusters("train", trainRows, 21, 6, 3, 1);
        FeatureSet test = clusters("test", testRows, 21, 6, 3, 2);
        EvaluationSettings settings = SETTINGS.withThreads(threads);
        EvaluationData data = EvaluationData.of(train, List.of(), test, settings.threads());
        EvaluationResult both =
                Evaluator.evaluate(List.of(settings.knn(), new Retrieval()), data);
        assertThat(both.byProtocol().get("knn"))
                .isEqualTo(Evaluator.evaluate(List.of(settings.knn()), data).byProtocol().get("knn"));
        assertThat(both.byProtocol().get("retrieval"))
                .isEqualTo(Evaluator.evaluate(List.of(new Retrieval()), data).byProtocol().get("retrieval"));
        assertThat(both.value("knn", "top1")).isEqualTo(BruteForce.knn(train, test, 200, 0.07));
        // Among so many rows some are so close that rounding to single precision exchanges them.
        assertThat(both.value("retrieval", "map")).isEqualTo(BruteForce.retrieval(train, test)[0], within(1e-5));
    }

    private static FeatureSet axes(Random random, int rows, int dim) {
        float[] values = new float[rows * dim];
        int[] labels = new int[rows];
        for (int i = 0; i < rows; i++) {
            labels[i] = random.nextInt(3);
            int axis = random.nextInt(dim + 1);
            if (axis < dim) {
                values[i * dim + axis] = random.nextBoolean() ? 1 : -2;
            }
        }
        return new FeatureSet(HostArray.matrix(values, rows, dim), labels);
    }

    private static double knn(FeatureSet train, FeatureSet test, int k, double temperature) {
        EvaluationSettings settings =
                new EvaluationSettings(
                        new Knn(k, temperature), SETTINGS.linear(), SETTINGS.labels(), 2);
        return Evaluator.evaluate(List.of(settings.knn()), EvaluationData.of(train, List.of(), test, settings.threads()))
                .value("knn", "top1");
    }

    private static EvaluationResult all(FeatureSet train, FeatureSet test, int threads) {
        return Evaluator.evaluate(
                Evaluator.choose(SETTINGS.protocols(), Set.of("all"), "train", false, false),
                EvaluationData.of(train, List.of(), test, threads));
    }

    private static ProtocolResults.Retrieval retrieve(FeatureSet train, FeatureSet test) {
        EvaluationData data = EvaluationData.of(train, List.of(), test, SETTINGS.threads());
        RetrievalRanking ranking = new RetrievalRanking(data);
        SimilarityProtocol.look(data, List.of(ranking));
        return ranking.result();
    }

    private static void assertAgree(ProtocolResults.Retrieval found, double[] expected, int testRows) {
        assertThat(found.map()).isEqualTo(expected[0], within(1e-12));
        assertThat(found.recallAt1()).isEqualTo(expected[1]);
        assertThat(found.recallAt5()).isEqualTo(expected[2]);
        assertThat(found.recallAt10()).isEqualTo(expected[3]);
        assertThat(found.queries()).isEqualTo((int) expected[4]);
        assertThat(found.leftOut()).isEqualTo(testRows - (int) expected[4]);
    }
}
