package org.s2r2.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AlternatingRoundsTest {

    private final AtomicLong clock = new AtomicLong();
    private final StringBuilder runs = new StringBuilder();

    private Runnable form(char name, long milliseconds) {
        return () -> {
            runs.append(name);
            clock.addAndGet(milliseconds * 1_000_000);
        };
    }

    @Test
    void everyFormRunsUntilItsTurnIsOverAndTheWarmUpDoesNotCount() {
        double[][] seconds = new AlternatingRounds(clock::get, 0.25).take(1, 2, List.of(form('a', 100), form('b', 300)));
        assertThat(runs).hasToString("aaab".repeat(3));
        assertThat(seconds).isDeepEqualTo(new double[][] {{0.3 / 3, 0.3 / 3}, {0.3, 0.3}});
    }

    @Test
    void aTurnIsTheMeanOfItsRuns() {
        List<Long> lengths = new ArrayList<>(List.of(1000L, 3000L, 9000L));
        Runnable uneven = () -> clock.addAndGet(lengths.remove(0) * 1_000_000);
        assertThat(new AlternatingRounds(clock::get, 3.5).take(0, 2, List.of(uneven)))
                .isDeepEqualTo(new double[][] {{2, 9}});
    }
}
