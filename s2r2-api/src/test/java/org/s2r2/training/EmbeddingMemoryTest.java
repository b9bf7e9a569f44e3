package org.s2r2.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.s2r2.tensor.HostArray;

class EmbeddingMemoryTest {

    private final EmbeddingMemory memory = new EmbeddingMemory(3, 2);

    @Test
    void itHoldsTheNewestRowsTheOldestFirst() {
        assertThat(memory.rows()).isEmpty();
        memory.add(new float[] {1, 1, 2, 2});
        assertThat(memory.rows().orElseThrow().values()).containsExactly(1, 1, 2, 2);
        memory.add(new float[] {3, 3, 4, 4});
        assertThat(memory.rows().orElseThrow().values()).containsExactly(2, 2, 3, 3, 4, 4);
        memory.add(new float[] {5, 5, 6, 6, 7, 7, 8, 8});
        assertThat(memory.rows().orElseThrow().values()).containsExactly(6, 6, 7, 7, 8, 8);
        assertThat(memory.rows().orElseThrow().shape()).containsExactly(3, 2);
    }

    @Test
    void itGoesOnFromWhatAnotherHeld() {
        memory.add(new float[] {1, 1, 2, 2});
        EmbeddingMemory other = new EmbeddingMemory(3, 2);
        other.load(memory.rows());
        other.add(new float[] {3, 3, 4, 4});
        assertThat(other.rows().orElseThrow().values()).containsExactly(2, 2, 3, 3, 4, 4);
        other.load(Optional.empty());
        assertThat(other.rows()).isEmpty();
    }

    @Test
    void rowsOfAnotherKindAreRefused() {
        memory.add(new float[] {1, 1});
        for (HostArray array : new HostArray[] {
            HostArray.matrix(new float[8], 4, 2), HostArray.matrix(new float[3], 1, 3), new HostArray(new int[] {2}, new float[2])
        }) {
            assertThatThrownBy(() -> memory.load(Optional.of(array)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("up to 3 rows has shape [rows, 2]");
        }
        assertThat(memory.rows().orElseThrow().values()).containsExactly(1, 1);
    }

    @Test
    void aMemoryWithoutRoomHoldsNothing() {
        EmbeddingMemory none = new EmbeddingMemory(0, 2);
        none.add(new float[] {1, 1});
        assertThat(none.rows()).isEmpty();
    }
}
