package org.s2r2.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.s2r2.data.random.SplitMix64;

class CropBoxTest {

    private final CropBox box = new CropBox();

    @Test
    void theShareOfTheAreaIsUniformAndTheLogOfTheAspectRatioToo() {
        SplitMix64 random = SplitMix64.of(1, 2, 3, 4);
        int draws = 20_000;
        double areas = 0;
        double areaSquares = 0;
        double logs = 0;
        double logSquares = 0;
        for (int i = 0; i < draws; i++) {
            box.sample(2000, 2000, 0.1, 0.5, random); // all such crops fit, so that no try is rejected
            assertThat(box.x).isBetween(0, 2000 - box.width);
            assertThat(box.y).isBetween(0, 2000 - box.height);
            double area = box.width * (double) box.height / 4e6;
            double log = Math.log((double) box.width / box.height);
            areas += area;
            areaSquares += area * area;
            logs += log;
            logSquares += log * log;
        }
        double halfWidth = Math.log(4.0 / 3);
        assertThat(areas / draws).isCloseTo(0.3, within(0.004));
        assertThat(areaSquares / draws - 0.09).isCloseTo(0.4 * 0.4 / 12, within(0.0015));
        assertThat(logs / draws).isCloseTo(0, within(0.006));
        assertThat(logSquares / draws).isCloseTo(halfWidth * halfWidth / 3, within(0.001));
    }

    @Test
    void placesAreUniform() {
        SplitMix64 random = SplitMix64.of(5, 0, 0, 0);
        double sum = 0;
        for (int i = 0; i < 20_000; i++) {
            box.sample(500, 300, 0.2, 0.3, random);
            sum += (box.x + 0.5) / (500 - box.width + 1);
        }
        assertThat(sum / 20_000).isCloseTo(0.5, within(0.01));
    }

    @Test
    void anImageTooLongForAnyCropGivesTheLargestCentralOne() {
        box.sample(1000, 30, 1, 1, SplitMix64.of(0, 0, 0, 0));
        assertThat(new int[] {box.x, box.y, box.width, box.height}).containsExactly(480, 0, 40, 30);
        box.sample(30, 1000, 1, 1, SplitMix64.of(0, 0, 0, 0));
        assertThat(new int[] {box.x, box.y, box.width, box.height}).containsExactly(0, 480, 30, 40);
    }
}
