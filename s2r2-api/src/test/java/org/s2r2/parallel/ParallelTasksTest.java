package org.s2r2.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ParallelTasksTest {

    @Test
    void everyTaskIsRunOnce() {
        AtomicIntegerArray runs = new AtomicIntegerArray(1000);
        ParallelTasks.run(1000, 4, () -> runs::incrementAndGet);
        assertThat(IntStream.range(0, 1000).map(runs::get)).containsOnly(1);
    }

    @Test
    void theFailureOfATaskReachesTheCaller() {
        assertThatThrownBy(() -> ParallelTasks.run(100, 4, () -> task -> {
                    if (task == 57) {
                        throw new IllegalStateException("task 57");
                    }
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("task 57");
    }
}
