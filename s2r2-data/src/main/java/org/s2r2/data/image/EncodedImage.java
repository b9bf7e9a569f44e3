package org.s2r2.data.image;

import org.jspecify.annotations.Nullable;

/**
 * What a file says of its image, and the file without what does not decide its pixels: no profile, comment, thumbnail or
 * other metadata ever reaches a decoder.
 *
 * @param format ImageIO's name of it
 * @param content the file for the decoder
 * @param bytesPerPixel what one pixel takes in memory while it is decoded
 * @param orientation EXIF's, 1 to 8; 1 is upright
 * @param ink how four channels are stored, and whether there are four inks at all
 * @param placement where the image stands in a larger picture; null where it is the whole picture
 */
record EncodedImage(
        String format, byte[] content, int bytesPerPixel, int orientation, Ink ink, @Nullable Placement placement) {

    /** How colours of four inks are stored. */
    enum Ink {
        NONE,
        /** 255 is no ink, as in JPEG files. */
        CMYK,
        /** As luma and chroma of the inks' negative. */
        YCCK,
        /** 255 is all ink, as in TIFF files. */
        POSITIVE_CMYK
    }

    EncodedImage(String format, byte[] content, int bytesPerPixel, int orientation, Ink ink) {
        this(format, content, bytesPerPixel, orientation, ink, null);
    }

    /** The pixels of the picture where the decoder finds an image of so many. */
    long pixels(int width, int height) {
        return placement == null
                ? (long) width * height
                : Math.max((long) width * height, (long) placement.width() * placement.height());
    }
}
