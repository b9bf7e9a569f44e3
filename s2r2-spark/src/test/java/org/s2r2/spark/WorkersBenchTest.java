package org.s2r2.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.s2r2.bench.WorkersBench;
import org.s2r2.bench.WorkersResult;
import org.s2r2.spark.rabit.RabitProvider;

/** The bench of workers, whose processes meet by Rabit. */
@Tag("slow")
@Timeout(120)
class WorkersBenchTest {

    private static List<WorkersResult> run(String... overrides) throws Exception {
        return new WorkersBench(2, 0.2).run("tiny.yaml", Trials.tiny(64), List.of(overrides), 2, 32, new RabitProvider());
    }

    @Test
    void oneProcessAndTwoAreMeasuredInTurn() throws Exception {
        List<WorkersResult> results = run();
        assertThat(results).extracting(WorkersResult::processes).containsExactly(1, 2);
        assertThat(results).extracting(WorkersResult::threads).containsExactly(2, 1);
        WorkersResult one = results.get(0);
        WorkersResult two = results.get(1);
        assertThat(one.ratio().median()).isEqualTo(1);
        assertThat(one.collectiveShare().max()).as("what one process gathers").isBetween(0.0, 0.05);
        assertThat(two.collectiveShare().min()).as("share of the collective").isGreaterThan(one.collectiveShare().max());
        assertThat(two.collectiveShare().max()).isLessThan(1);
        for (WorkersResult result : results) {
            // 16 images of 2 views; medians of two rounds are means, of rates and of times.
            assertThat(result.viewsPerSecond().median() * result.stepSeconds()).isBetween(32 * 0.5, 32 * 2.0);
            assertThat(result.loss()).isBetween(0.0, 1.0);
        }
        assertThat(two.ratio().min()).isPositive().isLessThanOrEqualTo(two.ratio().max());
    }

    @Test
    void aWorkerThatEndsEndsTheBench() {
        assertThatThrownBy(() -> run("backend.name=theano"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("worker 0 of 1 ended before its steps were made");
    }
}
