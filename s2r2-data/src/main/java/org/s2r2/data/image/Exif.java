package org.s2r2.data.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The orientation in an EXIF block (JEITA CP-3451, a TIFF structure), which says how a picture has to be turned to be
 * upright: 1 not at all, 2 mirrored left to right, 3 by half a turn, 4 mirrored top to bottom, 5 mirrored at the main
 * diagonal, 6 a quarter turn clockwise, 7 mirrored at the other diagonal, 8 a quarter turn counter-clockwise.
 */
final class Exif {

    static final int UPRIGHT = 1;

    private static final int ORIENTATION = 0x0112;
    private static final int SHORT = 3;
    private static final int ENTRY_BYTES = 12;

    private Exif() {}

    /** The orientation that a block's first directory has, 1 where it has none or is broken: it decides nothing else. */
    static int orientation(byte[] bytes, int from, int length) {
        ByteBuffer block = ByteBuffer.wrap(bytes, from, length).slice();
        if (length < 8) {
            return UPRIGHT;
        }
        int mark = block.getShort(0);
        if (mark != 0x4949 && mark != 0x4d4d) {
            return UPRIGHT;
        }
        block.order(mark == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        long directory = block.getInt(4) & 0xffffffffL;
        if (block.getShort(2) != 42 || directory + 2 > length) {
            return UPRIGHT;
        }
        int entries = block.getShort((int) directory) & 0xffff;
        for (int i = 0, at = (int) directory + 2; i < entries && at + ENTRY_BYTES <= length; i++, at += ENTRY_BYTES) {
            if ((block.getShort(at) & 0xffff) == ORIENTATION) {
                int value = block.getShort(at + 2) == SHORT && block.getInt(at + 4) == 1 ? block.getShort(at + 8) : 0;
                return value >= 1 && value <= 8 ? value : UPRIGHT;
            }
        }
        return UPRIGHT;
    }

    /** An image turned upright. */
    static RgbImage upright(RgbImage image, int orientation) {
        if (orientation == UPRIGHT) {
            return image;
        }
        boolean exchanged = orientation >= 5;
        int width = exchanged ? image.height() : image.width();
        int height = exchanged ? image.width() : image.height();
        boolean fromRight = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
        boolean fromBottom = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
        byte[] source = image.pixels();
        byte[] pixels = new byte[source.length];
        for (int y = 0, to = 0; y < height; y++) {
            for (int x = 0; x < width; x++, to += 3) {
                int sx = exchanged ? y : x;
                int sy = exchanged ? x : y;
                sx = fromRight ? image.width() - 1 - sx : sx;
                sy = fromBottom ? image.height() - 1 - sy : sy;
                System.arraycopy(source, (sy * image.width() + sx) * 3, pixels, to, 3);
            }
        }
        return new RgbImage(width, height, pixels);
    }
}
