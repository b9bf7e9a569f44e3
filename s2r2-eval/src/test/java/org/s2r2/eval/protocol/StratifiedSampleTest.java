package org.s2r2.eval.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StratifiedSampleTest {

    /** 700, 298, 1 and 1 rows of the classes 0 to 3. */
    private static final int[] LABELS =
            IntStream.range(0, 1000).map(i -> i < 700 ? 0 : i < 998 ? 1 : i < 999 ? 2 : 3).toArray();

    private static long[] counts(boolean[] sample) {
        long[] counts = new long[4];
        IntStream.range(0, 1000).filter(i -> sample[i]).forEach(i -> counts[LABELS[i]]++);
        return counts;
    }

    @Test
    void theHeldOutPartTakesItsShareOfEveryClass() {
        boolean[] held = StratifiedSample.heldOut(LABELS, 4, 0.2, 0);
        assertThat(counts(held)).containsExactly(140, 59, 0, 0);
        assertThat(StratifiedSample.heldOut(LABELS, 4, 0.2, 0)).isEqualTo(held);
        assertThat(StratifiedSample.heldOut(LABELS, 4, 0.2, 1)).isNotEqualTo(held);
    }

    @Test
    void theLabelledPartHasItsFractionOfEveryClassAndOneAtLeast() {
        boolean[] sample = StratifiedSample.labelled(LABELS, 4, 0.01, 5);
        assertThat(counts(sample)).containsExactly(7, 3, 1, 1);
        assertThat(StratifiedSample.labelled(LABELS, 4, 0.01, 5)).isEqualTo(sample);
        assertThat(StratifiedSample.labelled(LABELS, 4, 0.01, 6)).isNotEqualTo(sample);
        assertThat(counts(StratifiedSample.labelled(LABELS, 4, 1, 5))).containsExactly(700, 298, 1, 1);
    }
}
