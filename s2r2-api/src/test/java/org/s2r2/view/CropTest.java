package org.s2r2.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.s2r2.objective.ObjectiveStep;

class CropTest {

    private static Crop random(Random random) {
        return new Crop(random.nextInt(8), random.nextInt(8), 1 + random.nextInt(6), 1 + random.nextInt(6));
    }

    private static boolean shows(Crop crop, int x, int y) {
        return x >= crop.x() && x < crop.x() + crop.width() && y >= crop.y() && y < crop.y() + crop.height();
    }

    /** Counts the pixels that both and that either show. */
    private static double counted(Crop one, Crop other) {
        double both = 0;
        double either = 0;
        for (int y = 0; y < 16; y++) {
            for (int x = 0; x < 16; x++) {
                both += shows(one, x, y) && shows(other, x, y) ? 1 : 0;
                either += shows(one, x, y) || shows(other, x, y) ? 1 : 0;
            }
        }
        return both / either;
    }

    @Test
    void theOverlapIsTheShareOfPixelsThatBothShow() {
        Random random = new Random(1);
        int apart = 0;
        for (int i = 0; i < 500; i++) {
            Crop one = random(random);
            Crop other = random(random);
            assertThat(one.overlap(other)).isEqualTo(counted(one, other)).isEqualTo(other.overlap(one));
            assertThat(one.overlap(one)).isEqualTo(1);
            apart += one.overlap(other) == 0 ? 1 : 0;
        }
        assertThat(apart).isBetween(50, 450);
    }

    @Test
    void nothingIsNoCropAndABatchHasAllCropsOrNone() {
        assertThatThrownBy(() -> new Crop(1, 1, 0, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 x 3");
        ViewLayout layout = ViewLayout.viewMajor(2, 2);
        assertThatThrownBy(() -> new ObjectiveStep(layout, 0, 0, List.of(), List.of(new Crop(0, 0, 1, 1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4 rows");
    }
}
