package org.s2r2.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.s2r2.eval.protocol.EvaluationSettings;

class KnnBenchTest {

    private static final EvaluationSettings SETTINGS = EvaluationSettings.defaults().withThreads(2);

    /** Goes forward by 0.1 s whenever it is looked at, so that a turn of 0.2 s is two runs of 0.1 s each. */
    private final AtomicLong clock = new AtomicLong();

    private List<KnnResult> run(KnnSize size) {
        return new KnnBench(2, SETTINGS, () -> clock.addAndGet(100_000_000)).run(size);
    }

    @Test
    void allFormsFindTheSameAndHaveTheClocksFigures() {
        KnnSize size = new KnnSize(120, 700, 24);
        List<KnnResult> results = run(size);
        assertThat(results).extracting(KnnResult::form).containsExactly("blocked", "blocked+retrieval", "plain");
        double top1 = results.get(0).top1();
        assertThat(top1).isBetween(0.2, 0.95);
        for (KnnResult result : results) {
            assertThat(result.size()).isEqualTo(size);
            assertThat(result.seconds().median()).isCloseTo(0.1, within(1e-9));
            assertThat(result.ratio().median()).isCloseTo(1, within(1e-9));
            assertThat(result.gflops()).isCloseTo(2.0 * 120 * 700 * 24 / 0.1 / 1e9, within(1e-9));
            assertThat(result.top1()).isEqualTo(top1);
        }
    }

    @Test
    void theHeapInUseIsSeen() {
        byte[][] held = new byte[1][];
        assertThat(HeapPeak.during(() -> held[0] = new byte[40 << 20])).isBetween(40L << 20, 400L << 20);
        assertThat(held[0]).hasSize(40 << 20);
    }

    @Test
    void moreProductsAreMeasuredBlockedOnly() {
        assertThat(run(new KnnSize(2100, 1024, 1000))).extracting(KnnResult::form)
                .containsExactly("blocked", "blocked+retrieval");
    }

    @Test
    void noRoundsAndNoRowsAreRefused() {
        assertThatThrownBy(() -> new KnnBench(0, SETTINGS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found 0");
        assertThatThrownBy(() -> new KnnSize(3, 0, 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found 3 x 0 x 5");
    }
}
