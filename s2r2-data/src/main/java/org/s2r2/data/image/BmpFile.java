package org.s2r2.data.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.s2r2.data.image.EncodedImage.Ink;

/**
 * A BMP file (Microsoft, "Bitmap Storage"), written anew with the header of 40 bytes: what later versions of the format
 * add is a colour profile, which may name another file.
 */
final class BmpFile {

    private static final int FILE_HEADER = 14;
    private static final int CORE_HEADER = 12;
    private static final int INFO_HEADER = 40;
    private static final int MASKS = 12;
    private static final int PLAIN = 0;
    private static final int RUNS_OF_BYTES = 1;
    private static final int RUNS_OF_HALVES = 2;
    private static final int BITFIELDS = 3;
    private static final int CHANNELS_OF_FOUR = 32;

    private BmpFile() {}

    /** @throws BadImageException if the file is cut or damaged; its message is the rest of a sentence about the file */
    static EncodedImage parse(byte[] bytes) throws BadImageException {
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < FILE_HEADER + CORE_HEADER) {
            throw cut(bytes);
        }
        int header = file.getInt(FILE_HEADER);
        boolean core = header == CORE_HEADER;
        if (!core && (header < INFO_HEADER || header > 1024)) {
            throw new BadImageException("has a header of " + header + " bytes, expected one of BMP's");
        }
        int offset = file.getInt(10);
        if (bytes.length < FILE_HEADER + header || offset < FILE_HEADER + header || offset > bytes.length) {
            throw cut(bytes);
        }
        long width = core ? file.getShort(18) & 0xffff : file.getInt(18);
        long height = Math.abs(core ? file.getShort(20) & 0xffff : (long) file.getInt(22));
        int bits = file.getShort(core ? 24 : 28);
        int compression = core ? PLAIN : file.getInt(30);
        boolean runs = compression == RUNS_OF_BYTES || compression == RUNS_OF_HALVES;
        if (!runs && compression != PLAIN && compression != BITFIELDS) {
            throw new BadImageException("is compressed in way " + compression + ", expected none, runs or bit fields");
        }
        if (width < 1 || height < 1 || bits < 1 || bits > CHANNELS_OF_FOUR) {
            throw new BadImageException(
                    "has " + width + " x " + height + " pixels of " + bits + " bits, expected some of 1 to 32");
        }
        if (!runs && (width * bits + 31) / 32 * 4 > (bytes.length - offset) / height) {
            throw cut(bytes);
        }
        int perPixel = (bits + 7) / 8 + (bits == 24 ? 0 : 3);
        return new EncodedImage("bmp", core ? bytes : plainHeader(file, header, offset, compression, bits), perPixel,
                Exif.UPRIGHT, Ink.NONE);
    }

    private static byte[] plainHeader(ByteBuffer file, int header, int offset, int compression, int bits)
            throws BadImageException {
        int masks = compression == BITFIELDS ? MASKS : 0;
        // With the short header the masks stand behind it, where longer ones have them within.
        int paletteAt = FILE_HEADER + Math.max(header, INFO_HEADER + masks);
        int palette = bits > 8 ? 0 : offset - paletteAt;
        if (palette < 0 || palette > 4 * 256 + 3) {
            throw new BadImageException("has a palette of " + palette + " bytes, expected at most 256 colours");
        }
        byte[] bytes = file.array();
        int pixels = FILE_HEADER + INFO_HEADER + masks + palette;
        ByteBuffer plain = ByteBuffer.allocate(pixels + bytes.length - offset).order(ByteOrder.LITTLE_ENDIAN);
        plain.put(bytes, 0, FILE_HEADER + INFO_HEADER + masks);
        plain.put(bytes, paletteAt, palette);
        plain.put(bytes, offset, bytes.length - offset);
        plain.putInt(2, plain.capacity()).putInt(10, pixels).putInt(FILE_HEADER, INFO_HEADER);
        return plain.array();
    }

    private static BadImageException cut(byte[] bytes) {
        return new BadImageException("is cut short: its pixels are not all there in " + bytes.length + " bytes");
    }
}
