package org.s2r2.data.loader;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.augment.ViewRecipe;
import org.s2r2.data.image.RgbImage;
import org.s2r2.settings.Settings;
import org.s2r2.view.ViewBatch;
import org.s2r2.view.ViewSource;

class DecodingTest {

    /** Images of one colour that count how often they are decoded. */
    private static final class Counting implements ImageDataset {

        private final AtomicIntegerArray decoded = new AtomicIntegerArray(8);

        @Override
        public String description() {
            return "counting";
        }

        @Override
        public int size() {
            return decoded.length();
        }

        @Override
        public RgbImage image(int index) {
            decoded.incrementAndGet(index);
            return new RgbImage(20, 20, new byte[1200]);
        }

        @Override
        public int label(int index) {
            return -1;
        }

        @Override
        public List<String> classNames() {
            return List.of();
        }

        @Override
        public void close() {}
    }

    @Test
    void anImageIsDecodedOnceAnEpochForTheViewsOfAllCropGroups() {
        ViewRecipe recipe = ViewRecipe.read(Settings.of("test", Map.of("crops", List.of(
                Map.of("count", 2, "size", 8), Map.of("count", 3, "size", 6)))));
        Counting images = new Counting();
        int batches = 0;
        try (ViewLoader loader = new ViewLoader(images, recipe, 1, new LoaderSettings(4, 2, 1));
                ViewSource.Epoch epoch = loader.epoch(0)) {
            while (epoch.hasNext()) {
                try (ViewBatch batch = epoch.next()) {
                    assertThat(batch.views()).isEqualTo(5);
                    batches++;
                }
            }
        }
        assertThat(batches).isEqualTo(2);
        for (int i = 0; i < 8; i++) {
            assertThat(images.decoded.get(i)).isEqualTo(1);
        }
    }
}
