package org.s2r2.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.s2r2.data.augment.Blur;
import org.s2r2.data.augment.ViewMaker.Stage;
import org.s2r2.data.augment.ViewRecipe;
import org.s2r2.data.image.RgbImage;
import org.s2r2.settings.Settings;

/** On clocks that go forward when somebody looks at them: by a millisecond, and by 4 ms of CPU time. */
class ViewsBenchTest {

    private long nanos;
    private long cpu;

    private static ViewRecipe recipe(int... sizes) {
        List<Map<String, Integer>> crops = Arrays.stream(sizes)
                .mapToObj(size -> Map.of("size", size))
                .toList();
        return ViewRecipe.read(Settings.of("views", Map.of("crops", crops)));
    }

    private List<ViewsResult> run(int rounds, double seconds, List<ViewsCase> cases) {
        return new ViewsBench(rounds, seconds, () -> nanos += 1_000_000, () -> cpu += 4_000_000).run(cases);
    }

    @Test
    void viewsAreCountedByBothClocksAndStagesShareTheCpuTime() {
        ViewsCase small = new ViewsCase("small", recipe(8), Photograph.draw(20, 10, 1));
        List<ViewsResult> results = run(3, 0.2, List.of(small));
        // 32 views look at the clock at the start of the batch, after each of the 4 stages, and at the end: 130 ms.
        // A turn is two batches, 64 views in 260 ms; the CPU clock is looked at twice.
        assertThat(results).hasSize(1);
        ViewsResult result = results.get(0);
        assertThat(result.name()).isEqualTo("small");
        assertThat(result.image()).isEqualTo("20x10");
        assertThat(result.perSecondByClock().median()).isCloseTo(64 / 0.26, within(1e-9));
        assertThat(result.perSecond()).isEqualTo(new RoundStatistics(16_000, 16_000, 16_000));
        assertThat(result.stages()).containsOnlyKeys(Stage.values());
        assertThat(result.stages()).allSatisfy((stage, micros) ->
                assertThat(micros).isCloseTo(stage == Stage.OTHER ? 0 : 62.5 / 4, within(1e-9)));
    }

    @Test
    void everyCropGroupIsACaseWithTheRestOfTheRecipe() {
        RgbImage image = Photograph.draw(30, 20, 2);
        List<ViewsCase> cases = ViewsCase.of(recipe(16, 8, 16), image);
        assertThat(cases).extracting(ViewsCase::name).containsExactly("16", "8", "16#2");
        assertThat(cases).allSatisfy(one -> {
            assertThat(one.image()).isSameAs(image);
            assertThat(one.recipe().crops()).hasSize(1);
            assertThat(one.recipe().augmentations()).isEqualTo(recipe(8).augmentations());
        });
        assertThat(cases.get(1).recipe().crop(0).size()).isEqualTo(8);
    }

    @Test
    void theUsualCasesAreAPhotographAndAnImageOfCifarsSize() {
        List<ViewsCase> usual = ViewsCase.usual();
        assertThat(usual).extracting(ViewsCase::name).containsExactly("96", "32");
        assertThat(usual).extracting(one -> one.image().width()).containsExactly(500, 32);
        assertThat(usual.get(0).recipe().augmentations()).contains(new Blur(0.5, 0.1, 2));
        assertThat(usual.get(1).recipe().augmentations()).contains(new Blur(0, 0.1, 2));
    }

    @Test
    void aPhotographIsSmoothAtTheScaleOfPixelsOnlyAndItsSeedDecidesIt() {
        RgbImage image = Photograph.draw(400, 300, 3);
        double near = 0;
        double far = 0;
        for (int y = 0; y < 300; y++) {
            for (int x = 0; x + 150 < 400; x++) {
                near += Math.abs(image.value(x, y, 1) - image.value(x + 1, y, 1));
                far += Math.abs(image.value(x, y, 1) - image.value(x + 150, y, 1));
            }
        }
        assertThat(far / near).isGreaterThan(4);
        assertThat(far / 300 / 250).isGreaterThan(20);
        assertThat(Photograph.draw(400, 300, 3).pixels()).isEqualTo(image.pixels());
        assertThat(Photograph.draw(400, 300, 4).pixels()).isNotEqualTo(image.pixels());
    }

    @Test
    void noRoundsAndNoTimeAreRefused() {
        assertThatThrownBy(() -> new ViewsBench(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ViewsBench(1, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
