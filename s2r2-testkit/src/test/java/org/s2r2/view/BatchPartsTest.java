package org.s2r2.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.s2r2.testkit.sample.Samples;

class BatchPartsTest {

    private static final int[] INDICES = {50, 40, 30, 20, 10};

    private final BatchParts parts = new BatchParts();
    private final ViewBatch batch = Samples.batch(INDICES, block(2, 3), block(1, 2));

    /** Views of 5 images, in which every pixel tells its view, its image and where it is. */
    private static ViewBlock block(int views, int size) {
        int pixels = 3 * size * size;
        FloatBuffer values = FloatBuffer.allocate(views * 5 * pixels);
        for (int i = 0; i < values.capacity(); i++) {
            values.put(i, value(i / pixels / 5, i / pixels % 5, i % pixels));
        }
        return new ViewBlock(views, 5, size, values);
    }

    private static float value(int view, int image, int pixel) {
        return 10_000 * view + 1000 * image + pixel;
    }

    @ParameterizedTest
    @CsvSource({"0, 2", "1, 4", "2, 3", "4, 5", "0, 5"})
    void aPartHasAllViewsOfItsImagesInTheirOrder(int from, int to) {
        try (ViewBatch part = parts.part(batch, from, to)) {
            int images = to - from;
            assertThat(part.images()).isEqualTo(images);
            assertThat(part.views()).isEqualTo(3);
            assertThat(part.imageIndices()).isEqualTo(Arrays.copyOfRange(INDICES, from, to));
            assertThat(part.blocks()).extracting(ViewBlock::size).containsExactly(3, 2);
            assertThat(part.blocks()).extracting(ViewBlock::views).containsExactly(2, 1);
            for (ViewBlock block : part.blocks()) {
                int pixels = 3 * block.size() * block.size();
                assertThat(block.pixels().isDirect()).isTrue();
                assertThat(block.pixels().order()).isEqualTo(ByteOrder.nativeOrder());
                assertThat(block.pixels().position()).isZero();
                for (int i = 0; i < block.rows() * pixels; i++) {
                    int row = i / pixels;
                    assertThat(block.pixels().get(i))
                            .isEqualTo(value(row / images, from + row % images, i % pixels));
                }
            }
        }
    }

    @Test
    void partsOfOneSizeShareTheirMemory() {
        FloatBuffer first = parts.part(batch, 0, 2).blocks().get(0).pixels();
        float before = first.get(0);
        FloatBuffer second = parts.part(batch, 2, 4).blocks().get(0).pixels();
        assertThat(first.get(0)).isEqualTo(second.get(0)).isNotEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"-1, 2", "2, 2", "3, 2", "0, 6"})
    void imagesThatAreNotThereAreRefused(int from, int to) {
        assertThatThrownBy(() -> parts.part(batch, from, to))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("" + from, "" + to, "5 images");
    }
}
