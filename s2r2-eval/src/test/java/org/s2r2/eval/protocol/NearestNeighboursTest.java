package org.s2r2.eval.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.s2r2.tensor.HostArray;

class NearestNeighboursTest {

    private static final HostArray TRAIN =
            HostArray.matrix(new float[] {1, 0, 0, 1, 2, 2, 10, 0.1f, -1, 0, 3, 3}, 6, 2);

    @Test
    void ordersByCosineAndThenByIndex() {
        int[][] nearest = NearestNeighbours.of(TRAIN, HostArray.matrix(new float[] {5, 0, 1, 1}, 2, 2), query -> -1, 4);
        // Against (5, 0): 1, 0, 0.707, 0.99995, -1, 0.707; against (1, 1): 0.707, 0.707, 1, 0.714, -0.707, 1.
        assertThat(nearest[0]).containsExactly(0, 3, 2, 5);
        assertThat(nearest[1]).containsExactly(2, 5, 3, 0);
    }

    @Test
    void aLargerKThanThereAreRowsGivesThemAll() {
        int[][] nearest = NearestNeighbours.of(TRAIN, HostArray.matrix(new float[] {0, 1}, 1, 2), query -> -1, 100);
        assertThat(nearest[0]).hasSize(6).startsWith(1);
    }

    @Test
    void aQuerysOwnRowIsLeftOutWhereverItWouldStand() {
        int[][] nearest = NearestNeighbours.of(TRAIN, HostArray.matrix(new float[] {5, 0, 1, 1}, 2, 2),
                query -> query == 0 ? 3 : 5, 4);
        assertThat(nearest[0]).containsExactly(0, 2, 5, 1);
        assertThat(nearest[1]).containsExactly(2, 3, 0, 1);
        int[][] all = NearestNeighbours.of(TRAIN, HostArray.matrix(new float[] {0, 1}, 1, 2), query -> 1, 100);
        assertThat(all[0]).hasSize(5).doesNotContain(1);
    }
}
