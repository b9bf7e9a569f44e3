package org.s2r2.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.s2r2.data.image.RgbImage;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;
import org.s2r2.view.Crop;

class ViewMakerTest {

    private static final Map<String, Object> OFF = Map.of("probability", 0);

    private static ViewRecipe recipe(Map<String, Object> values) {
        Settings settings = Settings.of("test", values);
        ViewRecipe recipe = ViewRecipe.read(settings);
        settings.rejectUnread();
        return recipe;
    }

    private static float[] view(ViewMaker maker, RgbImage image, int index, int epoch, int view) {
        int size = maker.recipe().crop(view).size();
        float[] values = new float[3 * size * size];
        maker.make(image, index, epoch, view, FloatBuffer.wrap(values), 0);
        return values;
    }

    @Test
    void aViewDependsOnEachOfItsKeysAndOnNothingElse() {
        RgbImage image = Pictures.random(40, 30, 1);
        ViewRecipe recipe = recipe(Map.of("crops", List.of(Map.of("count", 3, "size", 16))));
        ViewMaker maker = new ViewMaker(recipe, 7);
        float[] first = view(maker, image, 5, 2, 1);
        assertThat(view(maker, image, 5, 2, 2)).isNotEqualTo(first);
        assertThat(view(maker, image, 5, 3, 1)).isNotEqualTo(first);
        assertThat(view(maker, image, 6, 2, 1)).isNotEqualTo(first);
        assertThat(view(new ViewMaker(recipe, 8), image, 5, 2, 1)).isNotEqualTo(first);
        assertThat(view(maker, image, 5, 2, 1)).isEqualTo(first);
        assertThat(view(new ViewMaker(recipe, 7), image, 5, 2, 1)).isEqualTo(first);
    }

    @Test
    void withEverythingOffAWholeCropIsTheNormalisedImage() {
        RgbImage image = Pictures.random(8, 8, 2);
        ViewRecipe plain = recipe(Map.of("crops", List.of(Map.of("count", 1, "size", 8, "scale", List.of(1, 1))),
                "flip", 0, "jitter", OFF, "grayscale", 0, "blur", OFF,
                "mean", List.of(0.5, 0.25, 0), "std", List.of(1, 0.5, 2)));
        ViewMaker maker = new ViewMaker(plain, 0);
        int whole = 0;
        for (int index = 0; index < 30; index++) {
            float[] values = view(maker, image, index, 0, 0);
            double difference = 0;
            for (int i = 0; i < values.length; i++) {
                int c = i / 64;
                double value = image.value(i % 8, i / 8 % 8, c) / 255.0;
                double expected = c == 0 ? value - 0.5 : c == 1 ? (value - 0.25) / 0.5 : value / 2;
                difference = Math.max(difference, Math.abs(expected - values[i]));
            }
            whole += difference < 1e-5 ? 1 : 0;
        }
        assertThat(whole).as("whole crops among 30; only a square of the full area or the fallback fits").isEqualTo(30);
    }

    /** Red is the column and green the row, so that the pixels of a view tell where they come from. */
    @Test
    void theCropIsThePartOfTheImageThatTheViewShows() {
        byte[] places = new byte[3 * 60 * 40];
        for (int i = 0; i < 60 * 40; i++) {
            places[3 * i] = (byte) (i % 60);
            places[3 * i + 1] = (byte) (i / 60);
        }
        RgbImage image = new RgbImage(60, 40, places);
        ViewMaker maker = new ViewMaker(recipe(Map.of("crops", List.of(Map.of("size", 16)), "flip", 0, "jitter", OFF,
                "grayscale", 0, "blur", OFF, "mean", List.of(0, 0, 0), "std", List.of(1, 1, 1))), 1);
        for (int index = 0; index < 200; index++) {
            float[] values = new float[3 * 256];
            Crop crop = maker.make(image, index, 0, 0, FloatBuffer.wrap(values), 0);
            // Along the middle of the view, 7 of 16 steps apart: the resizer keeps straight lines straight there.
            double left = 255 * values[8 * 16 + 4];
            double right = 255 * values[8 * 16 + 11];
            double top = 255 * values[256 + 4 * 16 + 8];
            double bottom = 255 * values[256 + 11 * 16 + 8];
            assertThat(right - left).isCloseTo(crop.width() * 7 / 16.0, within(0.1));
            assertThat(bottom - top).isCloseTo(crop.height() * 7 / 16.0, within(0.1));
            assertThat((left + right) / 2).isCloseTo(crop.x() + crop.width() / 2.0 - 0.5, within(0.1));
            assertThat((top + bottom) / 2).isCloseTo(crop.y() + crop.height() / 2.0 - 0.5, within(0.1));
        }
    }

    @Test
    void halfOfTheViewsAreFlipped() {
        byte[] ramp = new byte[3 * 64];
        for (int i = 0; i < ramp.length; i++) {
            ramp[i] = (byte) (i / 3 % 8 * 30);
        }
        ViewRecipe recipe = recipe(Map.of("crops", List.of(Map.of("size", 8)), "jitter", OFF, "blur", OFF));
        ViewMaker maker = new ViewMaker(recipe, 1);
        int flipped = 0;
        for (int index = 0; index < 1000; index++) {
            float[] values = view(maker, new RgbImage(8, 8, ramp), index, 0, 0);
            flipped += values[0] > values[7] ? 1 : 0;
        }
        assertThat(flipped).isBetween(440, 560);
    }

    @Test
    void brightnessFactorsAreUniform() {
        byte[] grey = new byte[3 * 16];
        Arrays.fill(grey, (byte) 100);
        ViewRecipe recipe = recipe(Map.of("crops", List.of(Map.of("size", 4)), "blur", OFF,
                "jitter", Map.of("probability", 1, "brightness", 0.6, "contrast", 0, "saturation", 0, "hue", 0),
                "mean", List.of(0, 0, 0), "std", List.of(1, 1, 1)));
        ViewMaker maker = new ViewMaker(recipe, 1);
        double sum = 0;
        double squares = 0;
        for (int index = 0; index < 40_000; index++) {
            double factor = view(maker, new RgbImage(4, 4, grey), index, 0, 0)[0] * 2.55;
            assertThat(factor).isBetween(0.3999, 1.6001);
            sum += factor;
            squares += factor * factor;
        }
        assertThat(sum / 40_000).isCloseTo(1, within(0.007));
        assertThat(squares / 40_000 - 1).isCloseTo(1.2 * 1.2 / 12, within(0.014));
    }

    @Test
    void viewsLeaveNoGarbage() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        RgbImage image = Pictures.random(120, 90, 3);
        Map<String, Object> always = Map.of("probability", 1);
        ViewRecipe recipe = recipe(Map.of("jitter", always, "blur", always, "solarize", always, "grayscale", 0.5,
                "crops", List.of(Map.of("size", 40), Map.of("size", 17, "scale", List.of(0.05, 0.2)))));
        ViewMaker maker = new ViewMaker(recipe, 1);
        float[] target = new float[3 * 40 * 40];
        FloatBuffer buffer = FloatBuffer.wrap(target);
        long before = 0;
        for (int index = -200; index < 1000; index++) {
            before = index == 0 ? threads.getCurrentThreadAllocatedBytes() : before;
            maker.make(image, index & 63, 0, index & 3, buffer, 0);
        }
        long crops = 1000 * 32;
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).as("bytes for 1000 views").isLessThan(crops + 2000);
    }

    @Test
    void cropGroupsAreCountedThrough() {
        ViewRecipe recipe = recipe(Map.of("crops", List.of(
                Map.of("count", 2, "size", 32), Map.of("count", 4, "size", 16, "scale", List.of(0.05, 0.2)))));
        assertThat(recipe.views()).isEqualTo(6);
        assertThat(recipe.crop(1).size()).isEqualTo(32);
        assertThat(recipe.crop(2).size()).isEqualTo(16);
        assertThatThrownBy(() -> recipe.crop(6)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "scale | crops[0].scale: found [0.9, 0.1], expected the smaller number first",
        "crops | crops: found nothing, expected a list of crop groups",
        "flip | flip: found 2, expected a number from 0 to 1"
    })
    void aWrongRecipeNamesItsKey(String broken, String message) {
        Map<String, Object> values = switch (broken) {
            case "scale" -> Map.of("crops", List.of(Map.of("size", 8, "scale", List.of(0.9, 0.1))));
            case "flip" -> Map.of("crops", List.of(Map.of("size", 8)), "flip", 2);
            default -> Map.of();
        };
        assertThatThrownBy(() -> recipe(values)).isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining(message);
    }
}
