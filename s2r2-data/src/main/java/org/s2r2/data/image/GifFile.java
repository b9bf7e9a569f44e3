package org.s2r2.data.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.s2r2.data.image.EncodedImage.Ink;

/**
 * The first image of a GIF file (CompuServe, "Graphics Interchange Format, Version 89a") at its place in the picture. What
 * lies around it has the transparent colour, as PIL has it, or the first of the palette; what is transparent has the colour
 * that its index has.
 */
final class GifFile {

    private static final int HEADER = 13;
    private static final int EXTENSION = 0x21;
    private static final int CONTROL = 0xf9;
    private static final int IMAGE = 0x2c;
    private static final int END = 0x3b;
    private static final int HAS_PALETTE = 0x80;

    private final byte[] bytes;
    private final ByteBuffer file;

    private GifFile(byte[] bytes) {
        this.bytes = bytes;
        this.file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** @throws BadImageException if the file is cut or damaged; its message is the rest of a sentence about the file */
    static EncodedImage parse(byte[] bytes) throws BadImageException {
        return new GifFile(bytes).firstImage();
    }

    private EncodedImage firstImage() throws BadImageException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream(bytes.length);
        int at = require(HEADER) + paletteBytes(10);
        kept.write(bytes, 0, require(at));
        int control = -1;
        while (unsigned(at) == EXTENSION) {
            control = unsigned(at + 1) == CONTROL ? at : control;
            at = behindBlocks(at + 2);
        }
        if (unsigned(at) != IMAGE) {
            throw new BadImageException(unsigned(at) == END
                    ? "holds no image"
                    : "is damaged: there is no block of GIF's at byte " + at);
        }
        int transparent = 0;
        if (control >= 0) {
            require(control + 8);
            kept.write(bytes, control, 8);
            transparent = (unsigned(control + 3) & 1) == 0 ? 0 : unsigned(control + 6);
        }
        int palette = require(at + 10) + paletteBytes(at + 9);
        int end = behindBlocks(palette + 1);
        kept.write(bytes, at, end - at);
        kept.write(END);
        int colors = (unsigned(at + 9) & HAS_PALETTE) != 0 ? at + 10 : HEADER;
        return new EncodedImage("gif", kept.toByteArray(), 1 + 3, Exif.UPRIGHT, Ink.NONE,
                placement(at, colors, colors == HEADER ? paletteBytes(10) : paletteBytes(at + 9), transparent));
    }

    private Placement placement(int image, int colors, int paletteBytes, int index) {
        int x = unsignedShort(image + 1);
        int y = unsignedShort(image + 3);
        int color = 3 * index + 2 < paletteBytes ? colors + 3 * index : -1;
        return new Placement(
                Math.max(unsignedShort(6), x + unsignedShort(image + 5)),
                Math.max(unsignedShort(8), y + unsignedShort(image + 7)),
                x,
                y,
                color < 0 ? 0 : (bytes[color] & 0xff) << 16 | (bytes[color + 1] & 0xff) << 8 | bytes[color + 2] & 0xff);
    }

    private int paletteBytes(int flags) {
        int value = bytes[flags] & 0xff;
        return (value & HAS_PALETTE) == 0 ? 0 : 3 << (value & 7) + 1;
    }

    /** The place behind a chain of blocks, each with its length before it, and a length of 0 at the end. */
    private int behindBlocks(int from) throws BadImageException {
        int at = from;
        while (unsigned(at) != 0) {
            at += 1 + unsigned(at);
        }
        return at + 1;
    }

    private int unsigned(int at) throws BadImageException {
        return bytes[require(at + 1) - 1] & 0xff;
    }

    private int unsignedShort(int at) {
        return file.getShort(at) & 0xffff;
    }

    private int require(int length) throws BadImageException {
        if (length > bytes.length) {
            throw new BadImageException("is cut short: it ends within its first image, after " + bytes.length + " bytes");
        }
        return length;
    }
}
