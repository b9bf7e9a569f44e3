package org.s2r2.bench;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.s2r2.data.augment.ViewRecipe;
import org.s2r2.data.image.RgbImage;
import org.s2r2.settings.Settings;
import org.s2r2.view.CropGroup;

/**
 * Views to make.
 *
 * @param name tells cases apart
 * @param recipe how to make them
 * @param image what they are cut from
 */
public record ViewsCase(String name, ViewRecipe recipe, RgbImage image) {

    /** Views of 96 pixels of a photograph, and of 32 pixels of an image as small as CIFAR's, there without blur. */
    public static List<ViewsCase> usual() {
        Settings photographs = Settings.of("views", Map.of("crops", List.of(Map.of("size", 96))));
        Settings small =
                Settings.of("views", Map.of("crops", List.of(Map.of("size", 32)), "blur", Map.of("probability", 0)));
        return List.of(
                new ViewsCase("96", ViewRecipe.read(photographs), Photograph.draw(500, 375, 1)),
                new ViewsCase("32", ViewRecipe.read(small), Photograph.draw(32, 32, 1)));
    }

    /** A case for every crop group of a recipe, by its size; groups of one size are numbered. */
    public static List<ViewsCase> of(ViewRecipe recipe, RgbImage image) {
        return IntStream.range(0, recipe.crops().size())
                .mapToObj(group -> new ViewsCase(name(recipe.crops(), group), only(recipe, group), image))
                .toList();
    }

    private static String name(List<CropGroup> crops, int group) {
        int size = crops.get(group).size();
        long before = crops.stream().limit(group).filter(crop -> crop.size() == size).count();
        return before == 0 ? Integer.toString(size) : size + "#" + (before + 1);
    }

    private static ViewRecipe only(ViewRecipe recipe, int group) {
        return recipe.withCrops(List.of(recipe.crops().get(group)));
    }
}
