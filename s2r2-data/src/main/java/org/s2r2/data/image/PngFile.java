package org.s2r2.data.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.zip.CRC32;
import org.s2r2.data.image.EncodedImage.Ink;

/**
 * The chunks of a PNG file (W3C, "Portable Network Graphics"): whole to the last one, and what decides pixels unchanged
 * since it was written. Of an animated file the still picture counts, which is its first frame or stands for all.
 */
final class PngFile {

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final Set<String> KEPT = Set.of("IHDR", "PLTE", "IDAT", "IEND");
    private static final int PALETTE = 3;
    private static final int FRAME = 12;

    private PngFile() {}

    static boolean is(byte[] bytes) {
        return bytes.length >= SIGNATURE.length && ByteBuffer.wrap(bytes, 0, SIGNATURE.length)
                .equals(ByteBuffer.wrap(SIGNATURE));
    }

    /** @throws BadImageException if the file is cut or damaged; its message is the rest of a sentence about the file */
    static EncodedImage parse(byte[] bytes) throws BadImageException {
        ByteBuffer file = ByteBuffer.wrap(bytes);
        ByteBuffer kept = ByteBuffer.allocate(bytes.length).put(SIGNATURE);
        int orientation = Exif.UPRIGHT;
        int perPixel = 0;
        String type = "";
        for (int at = SIGNATURE.length; !type.equals("IEND"); ) {
            if (bytes.length - at < FRAME || file.getInt(at) < 0 || file.getInt(at) > bytes.length - at - FRAME) {
                throw new BadImageException("is cut short: it ends within its chunks, after " + bytes.length + " bytes");
            }
            int length = file.getInt(at);
            type = new String(bytes, at + 4, 4, StandardCharsets.ISO_8859_1);
            if (KEPT.contains(type)) {
                requireUnchanged(file, at, length, type);
                kept.put(bytes, at, length + FRAME);
            }
            if (type.equals("IHDR") && length >= 10) {
                perPixel = bytesPerPixel(bytes[at + 16], bytes[at + 17]);
            } else if (type.equals("eXIf")) {
                orientation = Exif.orientation(bytes, at + 8, length);
            }
            at += length + FRAME;
        }
        byte[] content = new byte[kept.position()];
        kept.flip().get(content);
        return new EncodedImage("png", content, perPixel, orientation, Ink.NONE);
    }

    private static void requireUnchanged(ByteBuffer file, int at, int length, String type) throws BadImageException {
        CRC32 crc = new CRC32();
        crc.update(file.array(), at + 4, length + 4);
        if ((int) crc.getValue() != file.getInt(at + 8 + length)) {
            throw new BadImageException("is damaged: the check sum of its chunk " + type + " at byte " + at + " is wrong");
        }
    }

    /** Red, green and blue of 8 bits stay where they are decoded; everything else is copied. */
    private static int bytesPerPixel(int bits, int colors) {
        int samples = colors == PALETTE ? 1 : ((colors & 2) == 0 ? 1 : 3) + ((colors & 4) == 0 ? 0 : 1);
        return samples == 3 && bits == 8 ? 3 : samples * (bits == 16 ? 2 : 1) + 3;
    }
}
