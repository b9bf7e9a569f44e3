package org.s2r2.data.augment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.s2r2.settings.Settings;
import org.s2r2.view.CropGroup;

/**
 * How the random views of an image are made: a random crop, resized, then the augmentations in their order, then the
 * normalisation (Chen et al., SimCLR, ICML 2020, appendix A; multi-crop of Caron et al., SwAV, NeurIPS 2020).
 *
 * @param crops the groups of views by size, at least one
 * @param augmentations what is done to every crop
 * @param normalization of the values at the end
 */
public record ViewRecipe(List<CropGroup> crops, List<Augmentation> augmentations, Normalization normalization) {

    private static final String LIST = "augmentations";

    public ViewRecipe {
        crops = List.copyOf(crops);
        augmentations = List.copyOf(augmentations);
        if (crops.isEmpty()) {
            throw new IllegalArgumentException("a view recipe needs at least one crop group");
        }
    }

    /** Reads the section of views, where no augmentations but those of the framework are named. */
    public static ViewRecipe read(Settings settings) {
        return read(settings, Map.of());
    }

    /**
     * Reads the section of views.
     *
     * <pre>{@code
     * crops:
     *   - {count: 2, size: 96, scale: [0.2, 1.0]}
     *   - {count: 4, size: 48, scale: [0.05, 0.2]}
     * flip: 0.5
     * jitter: {probability: 0.8, brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1}
     * grayscale: 0.2
     * blur: {probability: 0.5, sigma: [0.1, 2.0]}
     * solarize: {probability: 0.0, threshold: 128}
     * mean: [0.485, 0.456, 0.406]
     * std: [0.229, 0.224, 0.225]
     * }</pre>
     *
     * <p>All but {@code crops} and the {@code size} of each have the defaults shown, those of MoCo v2 (Chen et al. 2020);
     * {@code count} is 2 and {@code scale} [0.2, 1.0] by default. A list {@code augmentations} of sections with a {@code
     * name} takes the place of the keys from {@code flip} to {@code solarize}.
     *
     * @param known the augmentations that a list may name
     * @throws org.s2r2.settings.InvalidInputException if {@code crops} is missing or a value is out of its range
     */
    public static ViewRecipe read(Settings settings, Map<String, AugmentationFactory> known) {
        List<CropGroup> crops = new ArrayList<>();
        for (Settings crop : settings.sections("crops")) {
            crops.add(readCrop(crop));
        }
        if (crops.isEmpty()) {
            throw settings.invalid(
                    "crops", null, "a list of crop groups, such as {count: 2, size: 96, scale: [0.2, 1.0]}");
        }
        List<Augmentation> augmentations = settings.has(LIST) ? listed(settings, known) : usual(settings);
        return new ViewRecipe(crops, augmentations, Normalization.read(settings));
    }

    private static List<Augmentation> usual(Settings settings) {
        return List.of(
                new HorizontalFlip(settings.number("flip", 0.5, 0, 1)),
                ColorJitter.from(settings.section("jitter")),
                new Grayscale(settings.number("grayscale", 0.2, 0, 1)),
                Blur.from(settings.section("blur")),
                Solarize.from(settings.section("solarize")));
    }

    private static List<Augmentation> listed(Settings settings, Map<String, AugmentationFactory> known) {
        for (String key : List.of("flip", "jitter", "grayscale", "blur", "solarize")) {
            if (settings.has(key)) {
                throw settings.invalid(key, settings.keys(), "either this key or the list " + LIST + ", not both");
            }
        }
        return settings.sections(LIST).stream()
                .map(section -> section.choice("name", null, known).create(section))
                .toList();
    }

    private static CropGroup readCrop(Settings settings) {
        int count = settings.integer("count", 2, 1, 1000);
        int size = settings.requiredInteger("size", 1, 4096);
        List<Double> scale = settings.numbers("scale", List.of(0.2, 1.0), 2, 1e-6, 1);
        if (scale.get(0) > scale.get(1)) {
            throw settings.invalid("scale", scale, "the smaller number first");
        }
        return new CropGroup(count, size, scale.get(0), scale.get(1));
    }

    /** The same with other crops. */
    public ViewRecipe withCrops(List<CropGroup> others) {
        return new ViewRecipe(others, augmentations, normalization);
    }

    /** The number of views of each image, over all groups. */
    public int views() {
        return crops.stream().mapToInt(CropGroup::count).sum();
    }

    /** The group of a view, where views are counted through the groups. */
    public CropGroup crop(int view) {
        int left = view;
        for (int i = 0; i < crops.size(); i++) { // by index: this is asked for every view, and an iterator is garbage
            CropGroup group = crops.get(i);
            if (left < group.count()) {
                return group;
            }
            left -= group.count();
        }
        throw new IndexOutOfBoundsException("view " + view + " of " + views());
    }
}
