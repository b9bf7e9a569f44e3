package org.s2r2.data.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.view.CropGroup;
import org.s2r2.view.ViewBatch;

class NoiseViewsTest {

    private static final List<CropGroup> CROPS = List.of(new CropGroup(2, 32, 0.2, 1), new CropGroup(3, 16, 0.1, 0.2));

    @Test
    void aBatchHasTheShapesAndBuffersOfTheLoaders() {
        ViewBatch batch = NoiseViews.of(CROPS, 5, 1);
        assertThat(batch.imageIndices()).containsExactly(0, 1, 2, 3, 4);
        assertThat(batch.views()).isEqualTo(5);
        assertThat(batch.crops()).isEmpty();
        assertThat(batch.blocks()).hasSize(2).allSatisfy(block -> {
            assertThat(block.pixels().isDirect()).isTrue();
            assertThat(block.pixels().order()).isEqualTo(ByteOrder.nativeOrder());
            assertThat(block.pixels().position()).isZero();
        });
        assertThat(batch.blocks()).extracting(block -> block.rows()).containsExactly(10, 15);
        assertThat(batch.blocks()).extracting(block -> block.size()).containsExactly(32, 16);
    }

    @Test
    void theNoiseHasMeanZeroAndVarianceOneAndDependsOnTheSeedAlone() {
        FloatBuffer pixels = NoiseViews.of(CROPS, 5, 1).blocks().get(0).pixels();
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < pixels.limit(); i++) {
            sum += pixels.get(i);
            squares += pixels.get(i) * pixels.get(i);
        }
        // Five standard errors of 30720 values: the variance of a value is 1, that of its square 0.8.
        assertThat(sum / pixels.limit()).isCloseTo(0, within(5 / Math.sqrt(pixels.limit())));
        assertThat(squares / pixels.limit()).isCloseTo(1, within(5 * Math.sqrt(0.8 / pixels.limit())));
        assertThat(NoiseViews.of(CROPS, 5, 1).blocks().get(0).pixels()).isEqualTo(pixels);
        assertThat(NoiseViews.of(CROPS, 5, 2).blocks().get(0).pixels()).isNotEqualTo(pixels);
    }

    @Test
    void aBlockOfMoreThanTwoGigabytesIsRefused() {
        assertThatThrownBy(() -> NoiseViews.of(CROPS, 1_000_000, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("batchSize: found 1000000");
    }
}
