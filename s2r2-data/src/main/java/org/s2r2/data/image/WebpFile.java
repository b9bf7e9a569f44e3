package org.s2r2.data.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.s2r2.data.image.EncodedImage.Ink;

/**
 * The chunks of a WebP file (RFC 9649). Of an animation the first image is taken, at its place on black. Only the chunk of
 * its colours is handed on: alpha has one of its own, or is dropped when it is decoded.
 */
final class WebpFile {

    private static final int HEADER = 12;
    private static final int CHUNK = 8;
    private static final int FRAME = 16;
    private static final String LOSSY = "VP8 ";
    private static final String LOSSLESS = "VP8L";

    private final byte[] bytes;
    private final ByteBuffer file;
    private int orientation = Exif.UPRIGHT;
    private int colors = -1;
    private @Nullable Placement placement;
    private int width;
    private int height;

    private WebpFile(byte[] bytes) {
        this.bytes = bytes;
        this.file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** @throws BadImageException if the file is cut or damaged; its message is the rest of a sentence about the file */
    static EncodedImage parse(byte[] bytes) throws BadImageException {
        WebpFile webp = new WebpFile(bytes);
        webp.walk(HEADER, webp.end(), true);
        if (webp.colors < 0) {
            throw new BadImageException("is a WebP file without an image");
        }
        // The decoder's own values, its int of each pixel, and ours.
        return new EncodedImage("webp", webp.alone(), 4 + 4 + 3, webp.orientation, Ink.NONE, webp.placement);
    }

    private int end() throws BadImageException {
        long end = CHUNK + (file.getInt(4) & 0xffffffffL);
        if (end > bytes.length) {
            throw cut();
        }
        return (int) end;
    }

    private void walk(int from, int end, boolean outermost) throws BadImageException {
        for (int at = from; at + CHUNK <= end; ) {
            String type = new String(bytes, at, 4, StandardCharsets.ISO_8859_1);
            long length = file.getInt(at + 4) & 0xffffffffL;
            if (length > end - at - CHUNK) {
                throw cut();
            }
            if (colors < 0 && (type.equals(LOSSY) || type.equals(LOSSLESS))) {
                colors = at;
            } else if (type.equals("VP8X") && length >= 10) {
                width = 1 + threeBytes(at + 12);
                height = 1 + threeBytes(at + 15);
            } else if (type.equals("ANMF") && outermost && colors < 0 && length >= FRAME) {
                Placement place = new Placement(width, height, 2 * threeBytes(at + 8), 2 * threeBytes(at + 11), 0);
                placement = place;
                requirePlace(place, 1 + threeBytes(at + 14), 1 + threeBytes(at + 17));
                walk(at + CHUNK + FRAME, (int) (at + CHUNK + length), false);
            } else if (type.equals("EXIF")) {
                orientation = exif(at + CHUNK, (int) length);
            }
            at += (int) Math.min(CHUNK + length + (length & 1), end - at);
        }
    }

    private void requirePlace(Placement place, int imageWidth, int imageHeight) throws BadImageException {
        if (place.x() + imageWidth > width || place.y() + imageHeight > height) {
            throw new BadImageException("is damaged: its first image lies outside of the picture");
        }
    }

    /** The block may begin as it does in JPEG files. */
    private int exif(int at, int length) {
        int mark = length > 6 && bytes[at] == 'E' && bytes[at + 1] == 'x' ? 6 : 0;
        return Exif.orientation(bytes, at + mark, length - mark);
    }

    /** A file of the chunk of colours alone. */
    private byte[] alone() {
        int length = file.getInt(colors + 4);
        int padded = length + (length & 1);
        ByteBuffer alone = ByteBuffer.allocate(HEADER + CHUNK + padded).order(ByteOrder.LITTLE_ENDIAN);
        alone.put("RIFF".getBytes(StandardCharsets.ISO_8859_1)).putInt(4 + CHUNK + padded);
        alone.put("WEBP".getBytes(StandardCharsets.ISO_8859_1)).put(bytes, colors, CHUNK + length);
        return alone.array();
    }

    private int threeBytes(int at) {
        return bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff) << 16;
    }

    private BadImageException cut() {
        return new BadImageException("is cut short: it ends within its chunks, after " + bytes.length + " bytes");
    }
}
