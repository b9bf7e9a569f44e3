package org.s2r2.eval.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.HostArray;

/** Rows that come in blocks are judged as the protocols judge all of them at once, ties and rows of zeros included. */
class BlockedSearchTest {

    private static final int DIM = 6;
    private static final int ROWS = 2600;
    private static final int[] LABELS = {7, 0, 3, 12};

    private final FeatureSet train = features("train", ROWS, 1, LABELS);
    private final FeatureSet test = features("test", 150, 2, new int[] {3, 7, 99, 0});

    @ParameterizedTest
    @ValueSource(ints = {1, 200, 5000})
    void neighboursVoteAsTheProtocolHasThem(int k) {
        NearestRows nearest = NearestRows.none(test.rows(), Math.min(k, ROWS));
        QueryRows queries = new QueryRows(test.features());
        for (Block block : blocks(977)) {
            nearest = nearest.with(NearestRows.of(queries, block.rows, block.first, block.labels, Math.min(k, ROWS)));
        }
        Knn knn = new Knn(k, 0.1);
        assertThat(nearest.vote(knn, train.classes(), test.labels()))
                .isEqualTo(Evaluator.evaluate(List.of(knn), EvaluationData.of(train, test)));
        int[][] expected = NearestNeighbours.of(train.features(), test.features(), query -> -1, k);
        for (int query = 0; query < test.rows(); query++) {
            assertThat(nearest.rows(query)).containsExactly(expected[query]);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1300, 333})
    void relevantRowsHaveTheRanksOfAFullRanking(int size) {
        QueryRows queries = new QueryRows(test.features());
        RelevantRanks.Relevant relevant = null;
        for (Block block : blocks(size)) {
            RelevantRanks.Relevant own =
                    RelevantRanks.Relevant.of(queries, test.labels(), block.rows, block.first, block.labels);
            relevant = relevant == null ? own : own.with(relevant);
        }
        relevant = relevant.sorted();
        RelevantRanks.Between between = null;
        for (Block block : blocks(size)) {
            RelevantRanks.Between own = RelevantRanks.Between.of(queries, relevant, block.rows, block.first);
            between = between == null ? own : own.with(between);
        }
        List<int[]> ranks = new ArrayList<>();
        for (int query = 0; query < test.rows(); query++) {
            ranks.add(between.ranks(query));
        }
        assertThat(RelevantRanks.retrieval("train", "test", ranks))
                .isEqualTo(Evaluator.evaluate(List.of(new Retrieval()), EvaluationData.of(train, test)));
    }

    @Test
    void queriesWithoutAnyRelevantRowAreRefused() {
        assertThatThrownBy(() -> RelevantRanks.retrieval("the rows", "the queries", List.of(new int[0])))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll("the queries", "none of its labels occurs in the rows");
    }

    private record Block(HostArray rows, int first, int[] labels) {}

    private List<Block> blocks(int size) {
        List<Block> blocks = new ArrayList<>();
        for (int first = 0; first < ROWS; first += size) {
            int end = Math.min(ROWS, first + size);
            float[] values = Arrays.copyOfRange(train.features().values(), first * DIM, end * DIM);
            blocks.add(new Block(HostArray.matrix(values, end - first, DIM), first,
                    Arrays.copyOfRange(train.labels(), first, end)));
        }
        return blocks;
    }

    /** Few different values, so that many similarities are equal. */
    private static FeatureSet features(String name, int rows, long seed, int[] labels) {
        Random random = new Random(seed);
        float[] values = new float[rows * DIM];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(3) - 1;
        }
        int[] own = new int[rows];
        Arrays.setAll(own, row -> labels[random.nextInt(labels.length)]);
        return new FeatureSet(name, HostArray.matrix(values, rows, DIM), own);
    }
}
