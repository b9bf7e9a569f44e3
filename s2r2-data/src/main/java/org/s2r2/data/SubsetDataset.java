package org.s2r2.data;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.s2r2.data.image.BadImageException;
import org.s2r2.data.image.RgbImage;
import org.s2r2.data.random.SplitMix64;

/** Some images of another dataset, in its order. */
public final class SubsetDataset implements ImageDataset {

    private final ImageDataset whole;
    private final String how;
    private final int[] indices;

    /**
     * @param whole is closed with the subset
     * @param how says, in a description, how the images were chosen
     * @param indices of the images, ascending, each once
     */
    SubsetDataset(ImageDataset whole, String how, int[] indices) {
        this.whole = whole;
        this.how = how;
        this.indices = indices;
    }

    /**
     * So many images of a dataset, chosen uniformly without repeats; the dataset itself where it has no more.
     *
     * @param whole is closed with the subset
     * @param count 1 or more
     * @param seed decides which
     */
    public static ImageDataset random(ImageDataset whole, int count, long seed) {
        if (count >= whole.size()) {
            return whole;
        }
        int[] chosen = Arrays.copyOf(order(whole, seed), count);
        Arrays.sort(chosen);
        return new SubsetDataset(whole, "at random, seed " + seed, chosen);
    }

    /**
     * The images from one index to before another.
     *
     * @param whole is closed with the subset
     */
    public static ImageDataset range(ImageDataset whole, int from, int to) {
        return from == 0 && to == whole.size()
                ? whole
                : new SubsetDataset(whole, "from " + from + " to " + (to - 1), IntStream.range(from, to).toArray());
    }

    /**
     * Some images.
     *
     * @param whole is closed with the subset
     * @param how says, in a description, how the images were chosen
     * @param indices of the images, ascending, each once
     */
    public static ImageDataset of(ImageDataset whole, String how, int[] indices) {
        return new SubsetDataset(whole, how, indices.clone());
    }

    /** All images in the random order of a seed. */
    static int[] order(ImageDataset whole, long seed) {
        return SplitMix64.of(seed, 0, 0, 0).permutation(whole.size());
    }

    /** The dataset of which another is a subset; the dataset itself where it is no subset. */
    public static ImageDataset whole(ImageDataset images) {
        return images instanceof SubsetDataset subset ? subset.whole : images;
    }

    /** The index that an image of a dataset, which may be a subset, has in the whole one. */
    public static int wholeIndex(ImageDataset images, int index) {
        return images instanceof SubsetDataset subset ? subset.indices[index] : index;
    }

    @Override
    public String description() {
        return whole.description() + ", of which " + indices.length + " " + how;
    }

    @Override
    public List<String> remarks() {
        return whole.remarks();
    }

    @Override
    public int size() {
        return indices.length;
    }

    @Override
    public RgbImage image(int index) throws BadImageException {
        return whole.image(indices[index]);
    }

    @Override
    public String name(int index) {
        return whole.name(indices[index]);
    }

    @Override
    public Optional<Path> file(int index) {
        return whole.file(indices[index]);
    }

    @Override
    public int label(int index) {
        return whole.label(indices[index]);
    }

    @Override
    public int[] labels(int index) {
        return whole.labels(indices[index]);
    }

    @Override
    public boolean multiLabel() {
        return whole.multiLabel();
    }

    @Override
    public List<String> classNames() {
        return whole.classNames();
    }

    @Override
    public int badImages() {
        return whole.badImages();
    }

    @Override
    public void close() {
        whole.close();
    }
}
