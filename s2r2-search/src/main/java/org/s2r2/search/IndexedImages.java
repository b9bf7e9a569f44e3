package org.s2r2.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.image.BadImageException;
import org.s2r2.file.AbsolutePath;
import org.s2r2.file.Sha256;
import org.s2r2.file.WholeFile;

/** The images of a data set as an index will name them, before anything is embedded. */
final class IndexedImages {

    private final ImageDataset images;
    private final List<@Nullable IndexedPicture> pictures;

    private IndexedImages(ImageDataset images, List<@Nullable IndexedPicture> pictures) {
        this.images = images;
        this.pictures = pictures;
    }

    /**
     * Looks at all images. One that has no file of its own is written into the folder of the index as a PNG, under the name
     * that its content decides.
     *
     * @param index the folder
     */
    static IndexedImages of(ImageDataset images, Path index) {
        return new IndexedImages(images, IntStream.range(0, images.size())
                .parallel()
                .mapToObj(image -> picture(images, image, index))
                .toList());
    }

    private static @Nullable IndexedPicture picture(ImageDataset images, int image, Path index) {
        int label = images.multiLabel() ? -1 : images.label(image);
        Integer own = label < 0 ? null : label;
        Optional<Path> file = images.file(image);
        try {
            if (file.isEmpty()) {
                return kept(images, image, own, index);
            }
            Path absolute = AbsolutePath.of(file.get());
            if (!isText(absolute)) {
                return null;
            }
            BasicFileAttributes attributes = Files.readAttributes(absolute, BasicFileAttributes.class);
            return new IndexedPicture(images.name(image), own, absolute.toString(), attributes.size(),
                    attributes.lastModifiedTime().toMillis(), null);
        } catch (NoSuchFileException e) {
            return null; // the data set skips and counts it where it is to be decoded
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable IndexedPicture kept(ImageDataset images, int image, @Nullable Integer label, Path index)
            throws IOException {
        byte[] png;
        try {
            png = images.image(image).png();
        } catch (BadImageException e) {
            return null; // the data set has logged and counted it
        }
        String sha256 = Sha256.of(png);
        Path file = IndexedPicture.keptFile(index, sha256);
        if (!Files.exists(file) || !Sha256.of(file).equals(sha256)) {
            Files.createDirectories(file.getParent());
            synchronized (IndexedImages.class) {
                WholeFile.write(file, png);
            }
        }
        return new IndexedPicture(images.name(image), label, null, png.length, 0, sha256);
    }

    int count() {
        return pictures.size();
    }

    /** Null where the image is not there, cannot be decoded, or has a name that is no text. */
    @Nullable IndexedPicture picture(int image) {
        return pictures.get(image);
    }

    String name(int image) {
        return images.name(image);
    }

    /** The name of an image that cannot be in the index, with the reason where it is the name itself. */
    String unreadable(int image) {
        return name(image) + (images.file(image).map(AbsolutePath::of).filter(file -> !isText(file)).isEmpty() ? ""
                : " (its path is not text in " + System.getProperty("sun.jnu.encoding") + ")");
    }

    /** Whether a path as text is the path of the same file: a Unix name is any bytes. */
    private static boolean isText(Path path) {
        try {
            return Path.of(path.toString()).equals(path);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /**
     * The SHA-256 of names, files, lengths and times of some images, in their order: what partial work belongs to.
     *
     * @param first is covered too
     */
    String fingerprint(String first, int[] some) {
        MessageDigest digest = Sha256.digest();
        add(digest, first);
        for (int image : some) {
            IndexedPicture picture = pictures.get(image);
            add(digest, picture == null ? name(image) : picture.withLabel(null).toString());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
        digest.update(bytes);
    }
}
