package org.s2r2.search;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.image.BadImageException;
import org.s2r2.data.image.RgbImage;

/** The images of another data set, whose signatures are kept as they are decoded for an encoder. */
final class SignedImages implements ImageDataset {

    private final ImageDataset images;
    private final AtomicReferenceArray<byte[]> signatures;

    /** @param images are not closed with it */
    SignedImages(ImageDataset images) {
        this.images = images;
        this.signatures = new AtomicReferenceArray<>(images.size());
    }

    /** The signature of an image that was decoded. */
    byte[] signature(int index) {
        return signatures.get(index);
    }

    @Override
    public RgbImage image(int index) throws BadImageException {
        RgbImage image = images.image(index);
        signatures.set(index, PixelSignature.of(image));
        return image;
    }

    @Override
    public String description() {
        return images.description();
    }

    @Override
    public int size() {
        return images.size();
    }

    @Override
    public String name(int index) {
        return images.name(index);
    }

    @Override
    public Optional<Path> file(int index) {
        return images.file(index);
    }

    @Override
    public int label(int index) {
        return images.label(index);
    }

    @Override
    public int[] labels(int index) {
        return images.labels(index);
    }

    @Override
    public boolean multiLabel() {
        return images.multiLabel();
    }

    @Override
    public List<String> classNames() {
        return images.classNames();
    }

    @Override
    public int badImages() {
        return images.badImages();
    }

    @Override
    public void close() {
        // Whoever opened the images closes them.
    }
}
