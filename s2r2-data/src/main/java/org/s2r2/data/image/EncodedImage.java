package org.s2r2.data.image;

/**
 * What a file says of its image, and the file without what does not decide its pixels: no profile, comment, thumbnail or
 * other metadata ever reaches a decoder.
 *
 * @param format ImageIO's name of it
 * @param content the file for the decoder
 * @param bytesPerPixel what one pixel takes in memory while it is decoded
 * @param orientation EXIF's, 1 to 8; 1 is upright
 * @param ink how four channels of a JPEG file are stored, and whether there are four at all
 */
record EncodedImage(String format, byte[] content, int bytesPerPixel, int orientation, Ink ink) {

    /** How colours of four inks are stored. */
    enum Ink {
        NONE,
        CMYK,
        YCCK
    }
}
