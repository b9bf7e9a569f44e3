package org.s2r2.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.s2r2.encoder.Layer.DropPath;

class ForwardViewsTest {

    private static final int ROWS = 20_000;
    private static final int LENGTH = 3 * 4 * 4;

    private static FloatBuffer pixels(int rows, int length, long seed) {
        Random random = new Random(seed);
        FloatBuffer pixels = FloatBuffer.allocate(rows * length);
        for (int i = 0; i < pixels.capacity(); i++) {
            pixels.put(i, random.nextInt(256) / 255f);
        }
        return pixels;
    }

    private static float[] factors(FloatBuffer pixels, int rows, DropPath layer) {
        ForwardViews views = new ForwardViews();
        views.begin(pixels, rows);
        return views.factors(layer);
    }

    private static int dropped(float[] factors) {
        int dropped = 0;
        for (float factor : factors) {
            dropped += factor == 0 ? 1 : 0;
        }
        return dropped;
    }

    /** Within five standard deviations of the binomial distribution, and the others so much larger that the mean stays. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.01, 0.1, 0.5, 0.9})
    void theShareOfViewsThatIsDroppedIsTheProbability(double probability) {
        float[] factors = factors(pixels(ROWS, LENGTH, 1), ROWS, new DropPath("blocks.3.drop_path1", probability));
        double deviation = Math.sqrt(ROWS * probability * (1 - probability));
        assertThat((double) dropped(factors)).isCloseTo(ROWS * probability, within(5 * deviation));
        for (float factor : factors) {
            assertThat(factor == 0 || factor == (float) (1 / (1 - probability))).as("factor %s", factor).isTrue();
        }
    }

    /** Of two independent layers, and of two sets of views, a quarter is dropped in both. */
    @Test
    void layersAndViewsAreDecidedOnIndependently() {
        DropPath layer = new DropPath("blocks.3.drop_path1", 0.5);
        FloatBuffer pixels = pixels(ROWS, LENGTH, 1);
        float[] first = factors(pixels, ROWS, layer);
        float[][] others = {
            factors(pixels, ROWS, new DropPath("blocks.3.drop_path2", 0.5)), factors(pixels(ROWS, LENGTH, 2), ROWS, layer)
        };
        for (float[] other : others) {
            int both = 0;
            for (int row = 0; row < ROWS; row++) {
                both += first[row] == 0 && other[row] == 0 ? 1 : 0;
            }
            assertThat((double) both).isCloseTo(ROWS / 4.0, within(5 * Math.sqrt(ROWS * 3 / 16.0)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 1000})
    void aViewKeepsItsFactorWhereverItIsInABatch(int length) {
        DropPath layer = new DropPath("path", 0.4);
        FloatBuffer pixels = pixels(64, length, 3);
        float[] whole = factors(pixels, 64, layer);
        assertThat(dropped(whole)).isBetween(1, 63);
        for (int row = 0; row < 64; row++) {
            assertThat(factors(pixels.slice(row * length, length), 1, layer)).containsExactly(whole[row]);
        }
    }

    @Test
    void aPassThatBeginsReplacesTheViewsOfTheOneBefore() {
        DropPath layer = new DropPath("path", 0.5);
        ForwardViews views = new ForwardViews();
        assertThatIllegalStateException().isThrownBy(() -> views.factors(layer)).withMessageContaining("path");
        views.begin(pixels(40, LENGTH, 4), 40);
        views.factors(layer);
        views.begin(pixels(50, LENGTH, 5), 50);
        assertThat(views.factors(layer)).containsExactly(factors(pixels(50, LENGTH, 5), 50, layer));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, Double.NaN})
    void otherProbabilitiesAreRefused(double probability) {
        assertThatIllegalArgumentException().isThrownBy(() -> new DropPath("path", probability))
                .withMessageContainingAll("path", Double.toString(probability));
    }
}
