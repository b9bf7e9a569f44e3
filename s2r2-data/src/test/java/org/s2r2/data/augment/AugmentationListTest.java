package org.s2r2.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.s2r2.data.image.RgbImage;
import org.s2r2.data.random.SplitMix64;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;

class AugmentationListTest {

    private static final Map<String, AugmentationFactory> KNOWN = Map.of("flip", HorizontalFlip::from, "jitter",
            ColorJitter::from, "grayscale", Grayscale::from, "blur", Blur::from, "solarize", Solarize::from, "invert",
            settings -> (view, random) -> {
                for (int c = 0; c < 3; c++) {
                    for (int i = 0; i < view.size() * view.size(); i++) {
                        view.channel(c)[i] = 1 - view.channel(c)[i];
                    }
                }
            });

    private static ViewRecipe recipe(Object... keysAndValues) {
        Map<String, Object> values = new HashMap<>(Map.of("crops", List.of(Map.of("count", 2, "size", 12))));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        Settings settings = Settings.of("test", values);
        ViewRecipe recipe = ViewRecipe.read(settings, KNOWN);
        settings.rejectUnread();
        return recipe;
    }

    private static float[] views(ViewRecipe recipe) {
        RgbImage image = Pictures.random(30, 20, 3);
        ViewMaker maker = new ViewMaker(recipe, 7);
        float[] values = new float[20 * 3 * 12 * 12];
        for (int i = 0; i < 20; i++) {
            maker.make(image, i, 0, i % 2, FloatBuffer.wrap(values), i * 3 * 12 * 12);
        }
        return values;
    }

    private static Map<String, Object> named(String name) {
        return Map.of("name", name);
    }

    @Test
    void aListOfTheUsualAugmentationsMakesTheUsualViewsBitForBit() {
        ViewRecipe usual = recipe("solarize", Map.of("probability", 0.5));
        ViewRecipe listed = recipe("augmentations", List.of(named("flip"), named("jitter"), named("grayscale"), named("blur"),
                Map.of("name", "solarize", "probability", 0.5)));
        assertThat(listed).isEqualTo(usual);
        assertThat(views(listed)).isEqualTo(views(usual));
    }

    @Test
    void augmentationsOfOthersComeInTheirPlace() {
        float[] plain = views(recipe("augmentations", List.of(), "mean", List.of(0, 0, 0), "std", List.of(1, 1, 1)));
        float[] inverted = views(recipe(
                "augmentations", List.of(named("invert")), "mean", List.of(0, 0, 0), "std", List.of(1, 1, 1)));
        for (int i = 0; i < plain.length; i++) {
            assertThat(inverted[i]).isEqualTo(1 - plain[i]);
        }
    }

    @Test
    void aFlipMirrorsWhereverItStands() {
        Planes view = Planes.of(3);
        for (int c = 0; c < 3; c++) {
            System.arraycopy(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, 0, view.channel(c), 0, 9);
        }
        new HorizontalFlip(1).apply(view, SplitMix64.of(1, 2, 3, 4));
        assertThat(view.channel(2)).containsExactly(3, 2, 1, 6, 5, 4, 9, 8, 7);
        Object always = Map.of("name", "flip", "probability", 1);
        assertThat(views(recipe("augmentations", List.of(named("invert"), always))))
                .isNotEqualTo(views(recipe("augmentations", List.of(named("invert")))));
        assertThat(views(recipe("augmentations", List.of(always, always, always))))
                .as("three flips are one").hasSameSizeAs(views(recipe("augmentations", List.of(always))));
    }

    @Test
    void unknownNamesAndBothWaysAtOnceAreRefused() {
        assertThatThrownBy(() -> recipe("augmentations", List.of(named("sepia"))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("augmentations[0].name: found 'sepia', expected one of blur, flip, grayscale, invert");
        assertThatThrownBy(() -> recipe("augmentations", List.of(named("flip")), "grayscale", 0.1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("grayscale: found [")
                .hasMessageContaining("either this key or the list augmentations, not both");
    }
}
