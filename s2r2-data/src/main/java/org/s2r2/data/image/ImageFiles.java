package org.s2r2.data.image;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.s2r2.data.ImageDataset;
import org.s2r2.settings.InvalidInputException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files that are decoded when they are asked for; those that turn out to be bad are remembered. */
public final class ImageFiles {

    private static final Logger log = LoggerFactory.getLogger(ImageFiles.class);

    /** What to do with a file that cannot be decoded. */
    public enum OnBadImage {
        SKIP,
        FAIL
    }

    private final List<Path> files;
    private final OnBadImage onBadImage;
    private final Map<Integer, String> bad = new ConcurrentHashMap<>();

    public ImageFiles(List<Path> files, OnBadImage onBadImage) {
        this.files = List.copyOf(files);
        this.onBadImage = onBadImage;
    }

    public int size() {
        return files.size();
    }

    /** As {@link ImageDataset#image}. */
    public RgbImage image(int index) throws BadImageException {
        Path file = files.get(index);
        String known = bad.get(index);
        if (known != null) {
            throw new BadImageException(known);
        }
        try {
            return ImageFile.read(file);
        } catch (BadImageException e) {
            if (onBadImage == OnBadImage.FAIL) {
                throw new InvalidInputException(e.getMessage() + " (onBadImage: skip leaves such files out)", e);
            }
            if (bad.putIfAbsent(index, e.getMessage()) == null) {
                log.warn("Skipped a bad image: {}", e.getMessage());
            }
            throw e;
        }
    }

    public int badImages() {
        return bad.size();
    }
}
