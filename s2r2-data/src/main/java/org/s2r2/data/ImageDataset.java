package org.s2r2.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.s2r2.data.image.BadImageException;
import org.s2r2.data.image.RgbImage;

/**
 * Images counted from 0, with or without labels. All methods may be called by several threads at once, and an index
 * always means the same image.
 *
 * <p>Whether a file can be decoded is known only when it is read, so {@link #size()} counts bad images too. Under
 * {@code onBadImage: skip} reading one ends in a {@link BadImageException}, which the loaders answer by taking another
 * image (training) or leaving it out (evaluation); under {@code fail} it ends in an {@link
 * org.s2r2.settings.InvalidInputException}.
 */
public interface ImageDataset extends AutoCloseable {

    /** One line for logs and reports: what it is, where it came from, how many images. */
    String description();

    /** What was left out or assumed when the dataset was opened, one sentence each. */
    default List<String> remarks() {
        return List.of();
    }

    /** How many images are listed, bad ones included. */
    int size();

    /**
     * Reads and decodes one image.
     *
     * @throws BadImageException if it cannot be decoded and is to be skipped; the warning is logged already
     * @throws org.s2r2.settings.InvalidInputException if it cannot be decoded and that is to stop the run
     * @throws IndexOutOfBoundsException if the index is not in 0 .. size() - 1
     */
    RgbImage image(int index) throws BadImageException;

    /**
     * What an image is called in lists: the path of its file from the folder of the dataset, or its number where it has no
     * file of its own.
     *
     * @throws IndexOutOfBoundsException if the index is not in 0 .. size() - 1
     */
    default String name(int index) {
        return Integer.toString(Objects.checkIndex(index, size()));
    }

    /**
     * The file of an image; empty where it has none of its own, as drawn images and records of a larger file.
     *
     * @throws IndexOutOfBoundsException if the index is not in 0 .. size() - 1
     */
    default Optional<Path> file(int index) {
        Objects.checkIndex(index, size());
        return Optional.empty();
    }

    /**
     * The class of an image as an index into {@link #classNames()}, or -1 where it has no label, and everywhere in a
     * {@link #multiLabel()} dataset.
     */
    int label(int index);

    /** The classes of an image, ascending, each once; empty where it has no label. */
    default int[] labels(int index) {
        int label = label(index);
        return label < 0 ? new int[0] : new int[] {label};
    }

    /** Whether an image can have any number of classes, which {@link #labels} alone tells. */
    default boolean multiLabel() {
        return false;
    }

    /** The names of the classes in the order of their labels; empty where there are no labels. */
    List<String> classNames();

    /**
     * The folds that the authors of the dataset fixed, as in STL-10: the indices of the images that one classifier is
     * trained on, in each. A protocol reports the mean over the classifiers. Empty where there is no such rule.
     */
    default List<int[]> folds() {
        return List.of();
    }

    /** How many different images were found to be bad so far. */
    default int badImages() {
        return 0;
    }

    @Override
    void close();
}
