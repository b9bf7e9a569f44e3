package org.s2r2.eval.projection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KMeansTest {

    @Test
    void plantedGroupsAreTheClusters() {
        PlantedGroups planted = PlantedGroups.of(500, 16, 5, 0.1, 11);
        int[] clusters = KMeans.of(500, i -> planted.rows()[i], 5, 1, 2);
        Set<Integer> first = new HashSet<>();
        for (int group = 0; group < 5; group++) {
            first.add(clusters[group]);
        }
        assertThat(first).hasSize(5);
        for (int i = 0; i < 500; i++) {
            assertThat(clusters[i]).isEqualTo(clusters[i % 5]);
        }
    }

    @Test
    void clustersAreNumberedByTheirSizeAndASeedGivesThemAgain() {
        PlantedGroups planted = PlantedGroups.of(300, 8, 3, 1, 12);
        int[] clusters = KMeans.of(300, i -> planted.rows()[i], 6, 5, 1);
        long[] sizes = new long[6];
        for (int cluster : clusters) {
            sizes[cluster]++;
        }
        for (int k = 1; k < 6; k++) {
            assertThat(sizes[k]).isLessThanOrEqualTo(sizes[k - 1]);
        }
        assertThat(KMeans.of(300, i -> planted.rows()[i], 6, 5, 3)).isEqualTo(clusters);
    }

    @Test
    void equalRowsAreOneCluster() {
        assertThat(KMeans.of(7, i -> new float[] {1, 2}, 4, 1, 1)).containsOnly(0);
        assertThat(KMeans.of(0, i -> new float[0], 4, 1, 1)).isEmpty();
    }
}
