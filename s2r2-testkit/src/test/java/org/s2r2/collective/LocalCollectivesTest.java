package org.s2r2.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.s2r2.testkit.collective.CollectiveContract;
import org.s2r2.testkit.collective.CollectiveWork;
import org.s2r2.testkit.collective.LocalCollectives;

/** Threads of one process keep the contract. */
class LocalCollectivesTest extends CollectiveContract {

    @Override
    protected List<float[]> run(int workers, CollectiveWork work) {
        return LocalCollectives.run(workers, work::run);
    }

    @Override
    protected Duration longestWait() {
        return Duration.ofSeconds(5);
    }

    @Test
    void whatAWorkerThrowsEndsAllAndIsWhatTheCallerGets() {
        assertThatThrownBy(() -> LocalCollectives.run(3, collective -> {
                    if (collective.rank() == 2) {
                        throw new IllegalStateException("out of luck");
                    }
                    return collective.gather(new float[4]);
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("out of luck")
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .hasSize(2)
                        .allSatisfy(lost -> assertThat(lost)
                                .isInstanceOf(CollectiveException.class)
                                .hasMessageContaining("worker 2 has left")));
    }

    @Test
    void arraysOfDifferentLengthsAreRefused() {
        assertThatThrownBy(() -> LocalCollectives.run(2, collective -> collective.gather(new float[1 + collective.rank()])))
                .isInstanceOf(CollectiveException.class)
                .hasMessageMatching(".*(1 values, and another 2|2 values, and another 1).*");
    }
}
