package org.s2r2.testkit.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.s2r2.data.augment.Augmentation;
import org.s2r2.data.augment.Planes;
import org.s2r2.data.random.SplitMix64;

/** What every augmentation keeps. A test class extends it and says which augmentation. */
public abstract class AugmentationContract {

    private static final List<Integer> SIZES = List.of(1, 7, 32, 33);
    private static final int VIEWS = 50;

    /** The augmentation under test, with settings under which it changes some views and not all, if it has such. */
    protected abstract Augmentation augmentation();

    private static Planes picture(int size, int seed) {
        Planes planes = Planes.of(size);
        Random random = new Random(seed);
        for (int channel = 0; channel < 3; channel++) {
            for (int i = 0; i < size * size; i++) {
                planes.channel(channel)[i] = random.nextFloat();
            }
        }
        return planes;
    }

    private static float[] applied(Augmentation augmentation, int size, int view) {
        Planes planes = picture(size, view);
        augmentation.apply(planes, SplitMix64.of(1, 2, 3, view));
        float[] values = new float[3 * size * size];
        for (int channel = 0; channel < 3; channel++) {
            System.arraycopy(planes.channel(channel), 0, values, channel * size * size, size * size);
        }
        return values;
    }

    @Test
    protected void valuesStayFromZeroToOne() {
        for (int size : SIZES) {
            for (int view = 0; view < VIEWS; view++) {
                for (float value : applied(augmentation(), size, view)) {
                    assertThat(value).as("a value of view %d of %d pixels", view, size).isBetween(0f, 1f);
                }
            }
        }
    }

    @Test
    protected void aViewDependsOnItsPixelsAndItsRandomNumbersAlone() {
        Augmentation augmentation = augmentation();
        for (int size : SIZES) {
            for (int view = 0; view < VIEWS; view++) {
                float[] first = applied(augmentation, size, view);
                applied(augmentation, 9, view + 1);
                assertThat(applied(augmentation, size, view)).as("the same view again").isEqualTo(first);
                assertThat(applied(augmentation(), size, view)).as("the same view by a new instance").isEqualTo(first);
            }
        }
    }

    @Test
    protected void oneInstanceServesSeveralThreads() {
        Augmentation augmentation = augmentation();
        List<float[]> alone = IntStream.range(0, 8 * VIEWS).mapToObj(view -> applied(augmentation, 16, view)).toList();
        List<float[]> together =
                IntStream.range(0, 8 * VIEWS).parallel().mapToObj(view -> applied(augmentation, 16, view)).toList();
        for (int view = 0; view < alone.size(); view++) {
            assertThat(together.get(view)).as("view %d", view).isEqualTo(alone.get(view));
        }
    }

    @Test
    protected void whatLiesBehindTheImageInTheArraysIsLeftAlone() {
        Planes planes = picture(8, 1);
        Planes longer = picture(12, 2);
        for (int channel = 0; channel < 3; channel++) {
            System.arraycopy(planes.channel(channel), 0, longer.channel(channel), 0, 64);
        }
        Planes small = longer.resized(8);
        float[] behind = java.util.Arrays.copyOfRange(small.channel(1), 64, 144);
        augmentation().apply(small, SplitMix64.of(1, 2, 3, 4));
        augmentation().apply(planes, SplitMix64.of(1, 2, 3, 4));
        assertThat(java.util.Arrays.copyOfRange(small.channel(1), 64, 144)).isEqualTo(behind);
        assertThat(java.util.Arrays.copyOf(small.channel(0), 64)).isEqualTo(java.util.Arrays.copyOf(planes.channel(0), 64));
    }
}
