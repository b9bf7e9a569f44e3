package com.example.augmentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.s2r2.data.augment.Augmentation;
import org.s2r2.data.augment.Planes;
import org.s2r2.data.random.SplitMix64;
import org.s2r2.testkit.data.AugmentationContract;

class CutoutTest extends AugmentationContract {

    private static final int SIZE = 20;

    @Override
    protected Augmentation augmentation() {
        return new Cutout(0.5, 0.4);
    }

    /** A side of 8 of 20 pixels: around a centre c from c - 4 to c + 3, and no further than the view. */
    @Test
    void hidesTheSameSquareInAllChannelsAndNothingElse() {
        for (int seed = 0; seed < 100; seed++) {
            Planes view = Planes.of(SIZE);
            new Cutout(1, 0.4).apply(view, SplitMix64.of(seed, 0, 0, 0));
            SplitMix64 random = SplitMix64.of(seed, 0, 0, 0);
            random.chance(1);
            int x = random.below(SIZE);
            int y = random.below(SIZE);
            for (int channel = 0; channel < 3; channel++) {
                for (int i = 0; i < SIZE * SIZE; i++) {
                    int right = i % SIZE - x;
                    int down = i / SIZE - y;
                    boolean hidden = right >= -4 && right < 4 && down >= -4 && down < 4;
                    assertThat(view.channel(channel)[i]).isEqualTo(hidden ? 0.5f : 0);
                }
            }
        }
    }

    @Test
    void happensAsOftenAsItsProbabilitySays() {
        int hidden = 0;
        for (int seed = 0; seed < 1000; seed++) {
            Planes view = Planes.of(SIZE);
            Arrays.fill(view.channel(0), 1);
            augmentation().apply(view, SplitMix64.of(seed, 0, 0, 0));
            for (float value : view.channel(0)) {
                if (value != 1) {
                    hidden++;
                    break;
                }
            }
        }
        // Half of them, give or take three standard deviations.
        assertThat(hidden).isBetween(452, 548);
    }
}
