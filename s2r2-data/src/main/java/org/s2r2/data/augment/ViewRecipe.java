package org.s2r2.data.augment;

import java.util.ArrayList;
import java.util.List;
import org.s2r2.settings.Settings;
import org.s2r2.view.CropGroup;

/**
 * How the random views of an image are made: crop, flip, jitter, greyscale, blur, solarise, normalise, in this order
 * (Chen et al., SimCLR, ICML 2020, appendix A; multi-crop of Caron et al., SwAV, NeurIPS 2020). The defaults beside the
 * crops are those of MoCo v2 (Chen et al. 2020).
 *
 * @param crops the groups of views by size, at least one
 * @param flip the probability of a horizontal flip
 * @param grayscale the probability of dropping colour
 */
public record ViewRecipe(
        List<CropGroup> crops,
        double flip,
        ColorJitter jitter,
        double grayscale,
        Blur blur,
        Solarize solarize,
        Normalization normalization) {

    /**
     * torchvision's ColorJitter, applied with a probability. Factors are uniform in [max(0, 1 - x), 1 + x], the hue
     * shift is uniform in [-hue, hue] turns, and the four come in random order.
     */
    public record ColorJitter(double probability, double brightness, double contrast, double saturation, double hue) {

        private static ColorJitter read(Settings settings) {
            return new ColorJitter(
                    settings.number("probability", 0.8, 0, 1),
                    settings.number("brightness", 0.4, 0, 10),
                    settings.number("contrast", 0.4, 0, 10),
                    settings.number("saturation", 0.4, 0, 10),
                    settings.number("hue", 0.1, 0, 0.5));
        }
    }

    /** A Gaussian blur with sigma uniform in [minSigma, maxSigma] pixels of the view, applied with a probability. */
    public record Blur(double probability, double minSigma, double maxSigma) {

        private static Blur read(Settings settings) {
            double probability = settings.number("probability", 0.5, 0, 1);
            List<Double> sigma = settings.numbers("sigma", List.of(0.1, 2.0), 2, 0.01, 100);
            if (sigma.get(0) > sigma.get(1)) {
                throw settings.invalid("sigma", sigma, "the smaller number first");
            }
            return new Blur(probability, sigma.get(0), sigma.get(1));
        }
    }

    /** Inverts values of at least {@code threshold} (of 255), applied with a probability. */
    public record Solarize(double probability, double threshold) {

        private static Solarize read(Settings settings) {
            return new Solarize(settings.number("probability", 0, 0, 1), settings.number("threshold", 128, 0, 256));
        }
    }

    public ViewRecipe {
        crops = List.copyOf(crops);
        if (crops.isEmpty()) {
            throw new IllegalArgumentException("a view recipe needs at least one crop group");
        }
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
     * <p>All but {@code crops} and the {@code size} of each have the defaults shown; {@code count} is 2 and {@code
     * scale} [0.2, 1.0] by default.
     *
     * @throws org.s2r2.settings.InvalidInputException if {@code crops} is missing or a value is out of its range
     */
    public static ViewRecipe read(Settings settings) {
        List<CropGroup> crops = new ArrayList<>();
        for (Settings crop : settings.sections("crops")) {
            crops.add(readCrop(crop));
        }
        if (crops.isEmpty()) {
            throw settings.invalid(
                    "crops", null, "a list of crop groups, such as {count: 2, size: 96, scale: [0.2, 1.0]}");
        }
        return new ViewRecipe(
                crops,
                settings.number("flip", 0.5, 0, 1),
                ColorJitter.read(settings.section("jitter")),
                settings.number("grayscale", 0.2, 0, 1),
                Blur.read(settings.section("blur")),
                Solarize.read(settings.section("solarize")),
                Normalization.read(settings));
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
