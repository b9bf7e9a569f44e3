package org.s2r2.data.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SplitMix64Test {

    @Test
    void numbersBelowABoundAreUniform() {
        SplitMix64 random = SplitMix64.of(1, 0, 0, 0);
        int[] counts = new int[7];
        for (int i = 0; i < 70_000; i++) {
            counts[random.below(7)]++;
        }
        assertThat(IntStream.of(counts)).allMatch(count -> count > 9_600 && count < 10_400);
    }

    @Test
    void theFirstNumbersOfNeighbouringKeysAreIndependent() {
        double products = 0;
        for (int i = 0; i < 100_000; i++) {
            double a = SplitMix64.of(0, 0, i, 0).nextDouble() - 0.5;
            double b = SplitMix64.of(0, 0, i + 1, 0).nextDouble() - 0.5;
            products += 12 * a * b;
        }
        assertThat(Math.abs(products / 100_000)).as("correlation").isLessThan(0.013);
    }

    @Test
    void aPermutationHoldsEachNumberOnce() {
        int[] order = SplitMix64.of(3, 1, 0, 0).permutation(100);
        assertThat(order).containsExactlyInAnyOrder(IntStream.range(0, 100).toArray());
        assertThat(order).isNotEqualTo(SplitMix64.of(3, 2, 0, 0).permutation(100));
    }
}
