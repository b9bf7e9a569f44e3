package org.s2r2.data.loader;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class BufferPoolTest {

    @Test
    void aBufferHandedBackIsLentAgainFromItsStart() {
        BufferPool pool = new BufferPool(3, 1);
        FloatBuffer buffer = pool.take().put(0, 42f);
        pool.giveBack(buffer.position(2));
        FloatBuffer again = pool.take();
        assertThat(again.get(0)).isEqualTo(42f);
        assertThat(again.position()).isZero();
        assertThat(pool.take().get(0)).isZero();
    }
}
