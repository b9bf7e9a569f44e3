package org.s2r2.search;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * A folder of pictures, embedded and indexed. Pictures are counted from 0, in the order of their data set. All methods may
 * be called by several threads at once.
 *
 * <pre>{@code
 * try (PictureIndex index = PictureIndex.open(Path.of("holiday.index"))) {
 *     for (Match match : index.nearest(7, 10)) {
 *         System.out.println(index.name(match.picture()) + " " + match.similarity());
 *     }
 * }
 * }</pre>
 */
public interface PictureIndex extends AutoCloseable {

    /**
     * Opens an index that the command {@code index} wrote.
     *
     * @throws org.s2r2.settings.InvalidInputException if it is none, or damaged; the message names the folder and what is
     *     wrong
     */
    static PictureIndex open(Path folder) {
        return StoredIndex.open(folder);
    }

    /** Whether there is an index in a folder, and not only what a process left that began one. */
    static boolean isIn(Path folder) {
        return IndexManifest.isIn(folder);
    }

    /** The folder of the index. */
    Path folder();

    /** How many pictures it has. */
    int size();

    /** The length of an embedding. */
    int dimension();

    /** What a picture is called: the path of its file in the data set with '/' between folders, or its number there. */
    String name(int picture);

    /**
     * The absolute path of a picture's file. A picture of a data set without files of their own, such as drawn ones or
     * CIFAR-10's, has one in the folder of the index.
     */
    Path file(int picture);

    /** The class of a picture as an index into {@link #classNames()}; empty where it has none, or may have several. */
    OptionalInt label(int picture);

    /** The names of the classes in the order of their labels; empty where there are none. */
    List<String> classNames();

    /** The embedding of a picture, of length 1, or all 0 where the encoder gives 0. The array is the caller's. */
    float[] embedding(int picture);

    /**
     * The pictures most similar to a query, approximately: a picture may be missed, the similarities are exact.
     *
     * @param query of any length but 0
     * @param count how many at most, 1 or more
     * @return the most similar first, of equal ones the lower number
     */
    List<Match> nearest(float[] query, int count);

    /** The pictures most similar to one of them, without that one. */
    List<Match> nearest(int picture, int count);

    /**
     * How far the pixels of two pictures are apart when both are shrunk to 16 x 16 grey values, and one of them is mirrored
     * if that is nearer.
     *
     * @return the root of the mean squared difference, 0 to 255
     */
    double pixelDifference(int one, int other);

    /** The encoder that the pictures were embedded with. */
    IndexedEncoder encoder();

    /** One line: how many pictures of which data set. */
    String description();

    /** The SHA-256 of the list of pictures: the number of a picture means the same as long as it is the same. */
    String picturesSha256();

    /** The names of the pictures that could not be decoded and are not in the index, with the reason where it is another. */
    List<String> unreadable();

    @Override
    void close();
}
