package org.s2r2.eval.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NeighbourMapTest {

    private static final PlantedGroups PLANTED = PlantedGroups.of(600, 24, 6, 0.25, 3);

    private static float[] map(PlantedGroups planted, int degree, long seed, int threads) {
        return NeighbourMap.of(i -> planted.rows()[i], planted.graph(degree), seed, threads, done -> {});
    }

    private static double distance(float[] map, int a, int b) {
        return Math.hypot(map[2 * a] - map[2 * b], map[2 * a + 1] - map[2 * b + 1]);
    }

    @Test
    void theNearestPointOfAlmostEveryPointIsOfItsPlantedGroup() {
        float[] map = map(PLANTED, 15, 7, 2);
        int right = 0;
        for (int i = 0; i < 600; i++) {
            int nearest = i == 0 ? 1 : 0;
            for (int j = 0; j < 600; j++) {
                nearest = j != i && distance(map, i, j) < distance(map, i, nearest) ? j : nearest;
            }
            right += nearest % 6 == i % 6 ? 1 : 0;
        }
        assertThat(right).isGreaterThanOrEqualTo(598);
    }

    @Test
    void plantedGroupsStayApart() {
        float[] map = map(PLANTED, 15, 8, 2);
        float[][] centres = new float[6][2];
        for (int i = 0; i < 600; i++) {
            centres[i % 6][0] += map[2 * i] / 100;
            centres[i % 6][1] += map[2 * i + 1] / 100;
        }
        for (int i = 0; i < 600; i++) {
            double own = Math.hypot(map[2 * i] - centres[i % 6][0], map[2 * i + 1] - centres[i % 6][1]);
            for (int other = 0; other < 6; other++) {
                if (other != i % 6) {
                    assertThat(Math.hypot(map[2 * i] - centres[other][0], map[2 * i + 1] - centres[other][1]))
                            .isGreaterThan(own);
                }
            }
        }
    }

    @Test
    void aSeedGivesTheSameMapOnAnyNumberOfThreadsAndAnotherSeedAnotherMap() {
        float[] map = map(PLANTED, 10, 7, 1);
        assertThat(map(PLANTED, 10, 7, 3)).isEqualTo(map);
        assertThat(map(PLANTED, 10, 9, 1)).isNotEqualTo(map);
    }

    @Test
    void equalRowsAreNoTroubleAndProgressEndsAtOne() {
        PlantedGroups equal = PlantedGroups.of(40, 5, 1, 0, 2);
        List<Double> told = new ArrayList<>();
        float[] map = NeighbourMap.of(i -> equal.rows()[i], equal.graph(5), 1, 2, told::add);
        for (float value : map) {
            assertThat(value).isFinite();
        }
        assertThat(told).isSorted().last().isEqualTo(1.0);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void aFewRowsHaveAMapToo(int rows) {
        PlantedGroups few = PlantedGroups.of(rows, 4, 1, 1, 5);
        float[] map = map(few, 1, 1, 2);
        assertThat(map).hasSize(2 * rows);
        for (float value : map) {
            assertThat(value).isFinite();
        }
    }

    @Test
    void rowsWithOneValueHaveAMap() {
        PlantedGroups narrow = PlantedGroups.of(30, 1, 3, 0.1, 5);
        for (float value : map(narrow, 5, 1, 1)) {
            assertThat(value).isFinite();
        }
    }

    @Test
    void theWeightsOfARowAddUpToTheBinaryLogarithmOfItsDegreeBeforeTheyAreMadeSymmetric() {
        // Of one row with all others at the same place no edge comes back, so its weights stay as they are.
        int degree = 8;
        int[] neighbours = new int[9 * degree];
        float[] distances = new float[9 * degree];
        for (int i = 0; i < 9; i++) {
            for (int k = 0; k < degree; k++) {
                neighbours[i * degree + k] = i == 0 ? k + 1 : 1 + (i + k) % 8;
                distances[i * degree + k] = i == 0 ? 0.1f * (k + 1) : 0;
            }
        }
        FuzzyGraph graph = FuzzyGraph.of(new NeighbourGraph(degree, neighbours, distances));
        double sum = 0;
        for (int edge = graph.offsets()[0]; edge < graph.offsets()[1]; edge++) {
            sum += graph.weights()[edge];
        }
        assertThat(sum).isCloseTo(3, within(1e-4));
    }

    @Test
    void bothRowsOfAnEdgeHaveItWithTheWeightOfTheirUnion() {
        FuzzyGraph graph = FuzzyGraph.of(PLANTED.graph(7));
        double[][] dense = new double[600][600];
        for (int i = 0; i < 600; i++) {
            for (int edge = graph.offsets()[i]; edge < graph.offsets()[i + 1]; edge++) {
                dense[i][graph.ends()[edge]] = graph.weights()[edge];
            }
        }
        for (int i = 0; i < 600; i++) {
            assertThat(dense[i][i]).isZero();
            for (int j = 0; j < i; j++) {
                assertThat(dense[i][j]).isCloseTo(dense[j][i], within(1e-6)).isBetween(0.0, 1.0);
            }
        }
    }

    @Test
    void theTableOfForcesIsWithinOnePercentOfTheFormula() {
        PullAndPush forces = new PullAndPush();
        for (double squared = 1e-6; squared < 1e4; squared *= 1.37) {
            assertThat(forces.pull((float) squared) / PullAndPush.pullAt(squared)).isCloseTo(1, within(0.01));
            assertThat(forces.push((float) squared) / PullAndPush.pushAt(squared)).isCloseTo(1, within(0.02));
        }
    }

    @Test
    void aGraphWhoseSizesDoNotAgreeIsRefused() {
        assertThatThrownBy(() -> new NeighbourGraph(2, new int[3], new float[3])).hasMessageContaining("degree 2");
        assertThatThrownBy(() -> new NeighbourGraph(1, new int[] {1, 2}, new float[2])).hasMessageContaining("2 rows");
    }
}
