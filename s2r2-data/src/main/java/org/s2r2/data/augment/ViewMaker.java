package org.s2r2.data.augment;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.Stream;
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
        /** Crop and resize, and a flip that comes first. */
        CROP,
        /** Jitter, greyscale. */
        COLOR,
        /** Blur, solarise. */
        BLUR,
        /** Other augmentations. */
        OTHER,
        /** Normalise, and write where the view was wanted. */
        WRITE;

        private static Stage of(Augmentation augmentation) {
            if (augmentation instanceof ColorJitter || augmentation instanceof Grayscale) {
                return COLOR;
            }
            return augmentation instanceof Blur || augmentation instanceof Solarize ? BLUR : OTHER;
        }
    }

    /** Is told whenever a stage of a view is done, whether or not there was anything to do. */
    @FunctionalInterface
    public interface StageListener {
        void done(Stage stage);
    }

    private final ViewRecipe recipe;
    private final long seed;
    private final StageListener listener;
    /** A flip that comes first is done while the crop is resized, which costs nothing. */
    private final double flipFirst;
    private final Augmentation[] augmentations;
    private final Stage[] stages;
    private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);

    /** What one thread reuses from view to view. */
    private static final class Scratch {
        private final SplitMix64 random = new SplitMix64();
        private final CropBox box = new CropBox();
        private final Resizer resizer = new Resizer();
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
        List<Augmentation> all = recipe.augmentations();
        boolean flips = !all.isEmpty() && all.get(0) instanceof HorizontalFlip;
        this.flipFirst = flips ? ((HorizontalFlip) all.get(0)).probability() : -1;
        this.augmentations = all.subList(flips ? 1 : 0, all.size()).toArray(Augmentation[]::new);
        this.stages = Stream.of(augmentations).map(Stage::of).toArray(Stage[]::new);
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
        own.planes.resize(group.size());
        own.random.restart(seed, epoch, index, view);
        own.box.sample(image.width(), image.height(), group.minScale(), group.maxScale(), own.random);
        boolean flip = flipFirst >= 0 && own.random.chance(flipFirst);
        own.resizer.crop(image, own.box, group.size(), flip, own.planes);
        listener.done(Stage.CROP);
        for (int i = 0; i < augmentations.length; i++) {
            augmentations[i].apply(own.planes, own.random);
            if (i + 1 == augmentations.length || stages[i + 1] != stages[i]) {
                listener.done(stages[i]);
            }
        }
        recipe.normalization().write(own.planes, pixels, target, offset);
        listener.done(Stage.WRITE);
        return own.box.crop();
    }
}
