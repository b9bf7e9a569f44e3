package org.s2r2.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.s2r2.data.image.BadImageException;
import org.s2r2.data.image.RgbImage;
import org.s2r2.file.Sha256;

/**
 * Tells whether a dataset is the one of another time or place.
 *
 * <p>A fingerprint covers the number of images, the names of the classes in their order, the labels of all images, and
 * width, height and decoded pixels of at most {@link #MOST_IMAGES} of them: of all where there are no more, else of
 * images evenly spaced from the first to the last, so that a large dataset is known soon. Where an image cannot be
 * decoded and is to be skipped, a mark stands for its pixels.
 *
 * <p>It does not cover where the images came from, the names of files, the bytes from which a picture was decoded, and
 * folds. In a dataset of more images than that it cannot see another picture in a place between those it looks at, nor
 * two of them that changed places, as long as the labels are as before.
 */
public final class DatasetFingerprint {

    /** The most images whose pixels are looked at. */
    public static final int MOST_IMAGES = 1000;

    private static final byte[] BAD_IMAGE = new byte[0];

    private DatasetFingerprint() {}

    /**
     * The fingerprint of a dataset.
     *
     * @param threads how many threads decode, at least 1; they change nothing of the result
     * @return a SHA-256 in hexadecimal
     * @throws org.s2r2.settings.InvalidInputException if one of the images cannot be decoded and that is to stop the
     *     run; of several it names the first
     */
    public static String of(ImageDataset images, int threads) {
        MessageDigest digest = Sha256.digest();
        number(digest, images.size());
        number(digest, images.classNames().size());
        for (String name : images.classNames()) {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            number(digest, bytes.length);
            digest.update(bytes);
        }
        for (int i = 0; i < images.size(); i++) {
            int[] labels = images.labels(i);
            number(digest, labels.length);
            for (int label : labels) {
                number(digest, label);
            }
        }
        for (byte[] picture : pictures(images, threads)) {
            number(digest, picture.length);
            digest.update(picture);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * Whether two datasets have one fingerprint. Numbers of images, classes and labels are compared first, then the first
     * picture, and only where these are the same all pictures that a fingerprint covers.
     *
     * @param threads how many threads decode, at least 1
     * @throws org.s2r2.settings.InvalidInputException as {@link #of}
     */
    public static boolean same(ImageDataset one, ImageDataset other, int threads) {
        return one.size() == other.size()
                && one.classNames().equals(other.classNames())
                && IntStream.range(0, one.size()).allMatch(i -> Arrays.equals(one.labels(i), other.labels(i)))
                && (one.size() == 0 || Arrays.equals(picture(one, 0), picture(other, 0)))
                && of(one, threads).equals(of(other, threads));
    }

    /** The digests of the images that are looked at, in their order. */
    private static List<byte[]> pictures(ImageDataset images, int threads) {
        int count = Math.min(images.size(), MOST_IMAGES);
        List<Callable<byte[]>> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int index = count == 1 ? 0 : (int) ((long) i * (images.size() - 1) / (count - 1));
            tasks.add(() -> picture(images, index));
        }
        ExecutorService pool = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "s2r2-fingerprint");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<byte[]> digests = new ArrayList<>();
            for (Future<byte[]> done : tasks.stream().map(pool::submit).toList()) {
                digests.add(done.get());
            }
            return digests;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("an image could not be read", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in a fingerprint", e);
        } finally {
            pool.shutdownNow();
        }
    }

    private static byte[] picture(ImageDataset images, int index) {
        RgbImage image;
        try {
            image = images.image(index);
        } catch (BadImageException e) {
            return BAD_IMAGE; // the dataset has logged and counted it
        }
        MessageDigest digest = Sha256.digest();
        number(digest, image.width());
        number(digest, image.height());
        digest.update(image.pixels());
        return digest.digest();
    }

    private static void number(MessageDigest digest, int number) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, number));
    }
}
