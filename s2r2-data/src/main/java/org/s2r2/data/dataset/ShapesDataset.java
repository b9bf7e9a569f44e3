package org.s2r2.data.dataset;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Stream;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.Split;
import org.s2r2.data.image.RgbImage;
import org.s2r2.data.random.SplitMix64;
import org.s2r2.settings.Settings;

/**
 * Ten classes of textured shapes on cluttered backgrounds, drawn when first asked for. An image depends on (seed,
 * split, index) alone and is the same on every Java virtual machine, so nothing is downloaded. Drawn images are kept
 * where all of them fit into 256 MiB, because drawing one takes longer than making a few views of it.
 */
public final class ShapesDataset implements ImageDataset {

    private static final int TEST_IMAGES = 1000;
    private static final long KEEP_BYTES = 256L << 20;

    private final Split split;
    private final int images;
    private final int size;
    private final int perScene;
    private final long seed;
    private final AtomicReferenceArray<RgbImage> drawn;

    private ShapesDataset(Split split, int images, int size, int perScene, long seed) {
        this.split = split;
        this.images = images;
        this.size = size;
        this.perScene = perScene;
        this.seed = seed;
        this.drawn = new AtomicReferenceArray<>(3L * size * size * images <= KEEP_BYTES ? images : 0);
    }

    /**
     * Keys: {@code images}, how many training images (default 4000; the test set has 1000); {@code size} in pixels
     * (48); {@code perScene}, objects a scene (1); {@code seed} (0).
     */
    public static ImageDataset open(Settings settings, Split split) {
        Keys keys = read(settings);
        return new ShapesDataset(
                split, split == Split.TRAIN ? keys.images : TEST_IMAGES, keys.size, keys.perScene, keys.seed);
    }

    private record Keys(int images, int size, int perScene, long seed) {}

    private static Keys read(Settings settings) {
        return new Keys(
                settings.integer("images", 4000, 1, 100_000_000),
                settings.integer("size", 48, 16, 1024),
                settings.integer("perScene", 1, 1, 20),
                settings.longInteger("seed", 0));
    }

    static void readKeys(Settings settings) {
        read(settings);
    }

    private SplitMix64 stream(int index) {
        return SplitMix64.of(seed, split.ordinal(), Objects.checkIndex(index, images), 0);
    }

    @Override
    public String description() {
        return "shapes " + split.name().toLowerCase(Locale.ROOT) + ", " + images + " images of " + size + " pixels, "
                + perScene + " a scene, seed " + seed;
    }

    @Override
    public RgbImage image(int index) {
        SplitMix64 random = stream(index);
        if (drawn.length() == 0) {
            return ShapeScene.draw(size, perScene, random);
        }
        RgbImage image = drawn.get(index);
        if (image == null) {
            image = ShapeScene.draw(size, perScene, random);
            drawn.set(index, image);
        }
        return image;
    }

    @Override
    public int size() {
        return images;
    }

    @Override
    public int label(int index) {
        return ShapeScene.label(stream(index));
    }

    @Override
    public List<String> classNames() {
        return Stream.of(Shape.values()).map(shape -> shape.name().toLowerCase(Locale.ROOT)).toList();
    }

    @Override
    public void close() {
        // The images are in memory only.
    }
}
