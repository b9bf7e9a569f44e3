package org.s2r2.data.augment;

import java.nio.FloatBuffer;
import org.s2r2.data.image.RgbImage;
import org.s2r2.data.random.SplitMix64;
import org.s2r2.view.Crop;
import org.s2r2.view.CropGroup;

/**
 * Makes random views by a recipe. A view depends on (seed, epoch, index of the image, view) and the pixels alone, never
 * on the thread or on what was made before. Safe for use by several threads; each keeps scratch arrays of its own.
 */
public final class ViewMaker {

    /** The stages of a view, in their order. */
    public enum Stage {
        /** Crop, resize, flip. */
        CROP,
        /** Jitter, greyscale. */
        COLOR,
        /** Blur, solarise. */
        BLUR,
        /** Normalise, and write where the view was wanted. */
        WRITE
    }

    /** Is told whenever a stage of a view is done, whether or not there was anything to do. */
    @FunctionalInterface
    public interface StageListener {
        void done(Stage stage);
    }

    private final ViewRecipe recipe;
    private final long seed;
    private final StageListener listener;
    private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);

    /** What one thread reuses from view to view. */
    private static final class Scratch {
        private final SplitMix64 random = new SplitMix64();
        private final CropBox box = new CropBox();
        private final Resizer resizer = new Resizer();
        private final ColorKernels colors = new ColorKernels();
        private final GaussianBlur blur = new GaussianBlur();
        private final int[] order = new int[4];
        private final Planes planes = new Planes();
    }

    public ViewMaker(ViewRecipe recipe, long seed) {
        this(recipe, seed, stage -> {});
    }

    /** @param listener called by the thread that makes a view, in the midst of it */
    public ViewMaker(ViewRecipe recipe, long seed, StageListener listener) {
        this.recipe = recipe;
        this.seed = seed;
        this.listener = listener;
    }

    public ViewRecipe recipe() {
        return recipe;
    }

    /**
     * Makes one view of an image.
     *
     * @param index the dataset's index of the image
     * @param view from 0 to views - 1, counted through the crop groups
     * @param target gets 3 x size x size normalised values, channels first; its position is neither read nor moved
     * @param offset where in {@code target} the view begins
     * @return the part of the image that the view shows, perhaps mirrored
     */
    public Crop make(RgbImage image, int index, int epoch, int view, FloatBuffer target, int offset) {
        CropGroup group = recipe.crop(view);
        Scratch own = scratch.get();
        int pixels = group.size() * group.size();
        own.planes.require(pixels);
        own.random.restart(seed, epoch, index, view);
        own.box.sample(image.width(), image.height(), group.minScale(), group.maxScale(), own.random);
        own.resizer.crop(image, own.box, group.size(), own.random.chance(recipe.flip()), own.planes);
        listener.done(Stage.CROP);
        color(own, pixels);
        listener.done(Stage.COLOR);
        blur(own, group.size());
        listener.done(Stage.BLUR);
        recipe.normalization().write(own.planes, pixels, target, offset);
        listener.done(Stage.WRITE);
        return own.box.crop();
    }

    private void color(Scratch own, int pixels) {
        SplitMix64 random = own.random;
        if (random.chance(recipe.jitter().probability())) {
            jitter(own, pixels);
        }
        if (random.chance(recipe.grayscale())) {
            own.colors.grayscale(own.planes, pixels);
        }
    }

    private void jitter(Scratch own, int pixels) {
        ViewRecipe.ColorJitter jitter = recipe.jitter();
        for (int i = 0; i < 4; i++) {
            int j = own.random.below(i + 1);
            own.order[i] = own.order[j];
            own.order[j] = i;
        }
        for (int operation : own.order) {
            switch (operation) {
                case 0 -> own.colors.brightness(own.planes, pixels, factor(own.random, jitter.brightness()));
                case 1 -> own.colors.contrast(own.planes, pixels, factor(own.random, jitter.contrast()));
                case 2 -> own.colors.saturation(own.planes, pixels, factor(own.random, jitter.saturation()));
                default -> {
                    if (jitter.hue() > 0) {
                        own.colors.hue(own.planes, pixels, (float) own.random.uniform(-jitter.hue(), jitter.hue()));
                    }
                }
            }
        }
    }

    private static float factor(SplitMix64 random, double strength) {
        return (float) random.uniform(Math.max(0, 1 - strength), 1 + strength);
    }

    private void blur(Scratch own, int size) {
        SplitMix64 random = own.random;
        ViewRecipe.Blur blur = recipe.blur();
        if (random.chance(blur.probability())) {
            own.blur.apply(own.planes, size, GaussianBlur.taps(size), random.uniform(blur.minSigma(), blur.maxSigma()));
        }
        if (random.chance(recipe.solarize().probability())) {
            own.colors.solarize(own.planes, size * size, (float) (recipe.solarize().threshold() / 255));
        }
    }
}
