package org.s2r2.data.image;

import java.nio.file.Path;

/** Reads pictures of a size that the promise about memory covers: larger ones take what their pixels take. */
public final class SmallPictures {

    private static final long MOST_PIXELS = 1 << 21;

    private SmallPictures() {}

    public static RgbImage read(Path file) throws BadImageException {
        return ImageFile.read(file, MOST_PIXELS);
    }
}
