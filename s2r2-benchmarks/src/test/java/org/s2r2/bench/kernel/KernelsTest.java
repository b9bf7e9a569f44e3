package org.s2r2.bench.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The microbenchmarks run; how fast, nobody asks here. */
class KernelsTest {

    @Tag("slow")
    @Test
    void everyKernelIsMeasured() throws Exception {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(Kernels.class.getName() + ".*")
                        .forks(0)
                        .mode(Mode.SingleShotTime)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(1))
                        .verbosity(VerboseMode.SILENT)
                        .shouldFailOnError(true)
                        .build())
                .run();
        List<String> names = results.stream().map(result -> result.getPrimaryResult().getLabel()).toList();
        assertThat(names).containsExactlyInAnyOrder("batchAp", "smoothAp", "view", "sgdOnAPart", "knn");
        assertThat(results).allMatch(result -> result.getPrimaryResult().getScore() > 0);
    }
}
