package com.example.dataset;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.Split;
import org.s2r2.data.image.RgbImage;
import org.s2r2.data.random.SplitMix64;
import org.s2r2.settings.Settings;

/**
 * Drawn stripes of two random colours, whose class is their direction. An image depends on (seed, split, index) alone.
 *
 * @param split the part that is opened; both have as many images
 * @param size how many images
 * @param side their height and width in pixels
 * @param seed decides colours, widths and places
 */
public record Stripes(Split split, int size, int side, long seed) implements ImageDataset {

    static final String NAME = "stripes";

    private static final List<String> CLASSES = List.of("horizontal", "vertical", "rising", "falling");

    /** For each class, by how much a pixel to the right and a pixel down lead across the stripes. */
    private static final int[][] ACROSS = {{0, 1}, {1, 0}, {1, 1}, {1, -1}};

    /** Reads {@code images}, 1000 if absent, {@code size} in pixels, 32 if absent, and {@code seed}, 0 if absent. */
    static Stripes open(Settings settings, Split split) {
        int images = settings.integer("images", 1000, 1, 1_000_000);
        int size = settings.integer("size", 32, 8, 1024);
        return new Stripes(split, images, size, settings.longInteger("seed", 0));
    }

    @Override
    public RgbImage image(int index) {
        int[] across = ACROSS[label(index)];
        SplitMix64 random = SplitMix64.of(seed, split.ordinal(), index, 0);
        long colours = random.nextLong();
        int width = 2 + random.below(4);
        int begin = random.below(2 * width);
        byte[] pixels = new byte[3 * side * side];
        for (int i = 0; i < pixels.length; i++) {
            int x = i / 3 % side;
            int y = i / 3 / side;
            int stripe = Math.floorDiv(begin + across[0] * x + across[1] * y, width);
            pixels[i] = (byte) (colours >>> 8 * (3 * Math.floorMod(stripe, 2) + i % 3));
        }
        return new RgbImage(side, side, pixels);
    }

    @Override
    public int label(int index) {
        return Objects.checkIndex(index, size) % CLASSES.size();
    }

    @Override
    public List<String> classNames() {
        return CLASSES;
    }

    @Override
    public String description() {
        String part = split.name().toLowerCase(Locale.ROOT);
        return "stripes " + part + ", " + size + " images of " + side + " pixels, seed " + seed;
    }

    @Override
    public void close() {
        // Nothing is kept open.
    }
}
