package org.s2r2.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.s2r2.objective.BatchAp;
import org.s2r2.view.ViewLayout;

class CollapseGuardTest {

    private static final ViewLayout LAYOUT = ViewLayout.viewMajor(16, 2);
    private static final int DIM = 8;

    /** The window in which something was found first, from 1; 0 for none of ten. */
    private static int found(double signal, double deviation, long seed) {
        CollapseGuard guard = new CollapseGuard(LAYOUT);
        Random random = new Random(seed);
        for (int step = 1; step <= 10 * CollapseGuard.WINDOW; step++) {
            float[] embeddings = embeddings(random, signal, deviation);
            double spread = CollapseGuard.spread(embeddings, LAYOUT.rows());
            if (guard.collapsed(step, BatchAp.of(embeddings, LAYOUT), spread).isPresent()) {
                return step / CollapseGuard.WINDOW;
            }
        }
        return 0;
    }

    /** Unit rows around one direction: what the views of an image have in common, and noise. */
    private static float[] embeddings(Random random, double signal, double deviation) {
        double[][] images = new double[LAYOUT.images()][DIM];
        Arrays.stream(images).forEach(image -> Arrays.setAll(image, d -> random.nextGaussian()));
        float[] rows = new float[LAYOUT.rows() * DIM];
        for (int row = 0; row < LAYOUT.rows(); row++) {
            double[] image = images[LAYOUT.image(row)];
            double[] values = IntStream.range(0, DIM)
                    .mapToDouble(d -> (d == 0 ? 1 : 0) + deviation * (signal * image[d] + random.nextGaussian()))
                    .toArray();
            double norm = Math.sqrt(Arrays.stream(values).map(value -> value * value).sum());
            for (int d = 0; d < DIM; d++) {
                rows[row * DIM + d] = (float) (values[d] / norm);
            }
        }
        return rows;
    }

    @Test
    void embeddingsThatRankAtRandomAreFoundInTheSecondWindow() {
        for (long seed = 0; seed < 10; seed++) {
            assertThat(found(0, 100, seed)).as("seed %d", seed).isEqualTo(2);
        }
    }

    @Test
    void embeddingsThatTellViewsApartALittleAreNeverReported() {
        for (long seed = 0; seed < 10; seed++) {
            assertThat(found(0.5, 100, seed)).as("seed %d", seed).isZero();
            // In a narrow cone, as those of an encoder without training are.
            assertThat(found(0.5, 0.05, seed)).as("seed %d, narrow", seed).isZero();
        }
    }

    @Test
    void embeddingsThatAreAllButOnePointAreFoundHoweverWellTheyRank() {
        assertThat(found(50, 1e-5, 1)).isEqualTo(2);
    }

    @Test
    void embeddingsThatAreOnePointExactlyAreFound() {
        CollapseGuard guard = new CollapseGuard(LAYOUT);
        float[] point = new float[LAYOUT.rows() * DIM];
        Arrays.fill(point, (float) Math.sqrt(1.0 / DIM));
        double ap = BatchAp.of(point, LAYOUT);
        assertThat(ap).isLessThan(BatchAp.chance(LAYOUT));
        for (int step = 1; step < 2 * CollapseGuard.WINDOW; step++) {
            assertThat(guard.collapsed(step, ap, CollapseGuard.spread(point, LAYOUT.rows()))).isEmpty();
        }
        assertThat(guard.collapsed(2 * CollapseGuard.WINDOW, ap, 0)).isNotEmpty();
    }

    @Test
    void oneGoodStepInAWindowIsNoCollapseToAPoint() {
        CollapseGuard guard = new CollapseGuard(LAYOUT);
        for (int step = 1; step <= 300; step++) {
            assertThat(guard.collapsed(step, 0.9 + 0.01 * (step % 3), step % 50 == 7 ? 0.1 : 0)).isEmpty();
        }
    }

    @Test
    void spreadIsTheVarianceOfUnitRows() {
        // Two opposite rows, and two at a right angle: half the sum of the rows has length 0 and 1 / sqrt 2.
        assertThat(CollapseGuard.spread(new float[] {3, 0, -1, 0}, 2)).isCloseTo(1, within(1e-12));
        assertThat(CollapseGuard.spread(new float[] {3, 0, 0, 0.1f}, 2)).isCloseTo(0.5, within(1e-12));
        assertThat(CollapseGuard.spread(new float[] {1, 2, 10, 20}, 2)).isCloseTo(0, within(1e-12));
        assertThat(CollapseGuard.spread(new float[4], 2)).isEqualTo(1);
    }

    @Test
    void aGuardThatIsGivenSomeStepsJudgesTheSameWindows() {
        float[] point = new float[2 * LAYOUT.rows()];
        java.util.Arrays.fill(point, 1);
        double ap = BatchAp.of(point, LAYOUT);
        for (int every : new int[] {1, 3, 50, 64, 100, 250}) {
            CollapseGuard guard = new CollapseGuard(LAYOUT, every);
            List<Long> found = new ArrayList<>();
            for (long step = every; step <= 1000; step += every) {
                if (guard.collapsed(step, ap, 0).isPresent()) {
                    found.add((step - 1) / CollapseGuard.WINDOW);
                }
            }
            assertThat(found).as("windows, every %d steps", every).doesNotHaveDuplicates().doesNotContain(0L);
            assertThat(found).as("windows, every %d steps", every).hasSize(every == 250 ? 4 : 9);
        }
    }
}
