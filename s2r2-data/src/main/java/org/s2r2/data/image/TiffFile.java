package org.s2r2.data.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import org.s2r2.data.image.EncodedImage.Ink;

/**
 * The first picture of a TIFF file (Adobe, "TIFF Revision 6.0"). Of its directory only the fields are left that decide
 * pixels.
 */
final class TiffFile {

    private static final int ENTRY = 12;
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int WIDTH = 256;
    private static final int HEIGHT = 257;
    private static final int BITS = 258;
    private static final int PHOTOMETRIC = 262;
    private static final int SAMPLES = 277;
    private static final int STRIP_OFFSETS = 273;
    private static final int ROWS_PER_STRIP = 278;
    private static final int STRIP_BYTES = 279;
    private static final int PALETTE = 320;
    private static final int TILE_OFFSETS = 324;
    private static final int TILE_BYTES = 325;
    private static final int TILE_WIDTH = 322;
    private static final int TILE_HEIGHT = 323;
    private static final int SAMPLE_FORMAT = 339;
    private static final int UNSIGNED = 1;
    private static final int SEPARATED = 5;
    private static final int MOST_TILE_PIXELS = 1 << 22;

    /** How long a value of each type is, from type 0, which there is not. */
    private static final int[] TYPE_BYTES = {8, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8};

    /**
     * Size, bits, compression, photometric interpretation, fill order, strips, samples, planes, options of faxes, predictor,
     * palette, tiles, extra samples, format of samples, tables of JPEG, luma and chroma.
     */
    private static final Set<Integer> KEPT = Set.of(WIDTH, HEIGHT, BITS, 259, PHOTOMETRIC, 266, STRIP_OFFSETS, SAMPLES, ROWS_PER_STRIP,
            STRIP_BYTES, 284, 292,
            293, 317, PALETTE, TILE_WIDTH, TILE_HEIGHT, TILE_OFFSETS, TILE_BYTES, 338, SAMPLE_FORMAT, 347, 529, 530, 531, 532);

    private final ByteBuffer file;

    private TiffFile(byte[] bytes) {
        this.file = ByteBuffer.wrap(bytes.clone());
        file.order(bytes[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    }

    /** @throws BadImageException if the file is cut or damaged; its message is the rest of a sentence about the file */
    static EncodedImage parse(byte[] bytes) throws BadImageException {
        int orientation = Exif.orientation(bytes, 0, bytes.length);
        return new TiffFile(bytes).picture(orientation);
    }

    private EncodedImage picture(int orientation) throws BadImageException {
        int directory = directory();
        int entries = file.getShort(directory) & 0xffff;
        int kept = directory + 2;
        int bits = 1;
        int samples = 1;
        int width = -1;
        int height = -1;
        int format = UNSIGNED;
        int photometric = 0;
        long tile = 1;
        for (int i = 0, at = directory + 2; i < entries; i++, at += ENTRY) {
            int tag = file.getShort(at) & 0xffff;
            if (KEPT.contains(tag)) {
                requireWithin(at);
            }
            switch (tag) {
                case WIDTH -> width = only(at);
                case HEIGHT -> height = only(at);
                case ROWS_PER_STRIP -> limit(at, height);
                case BITS -> bits = only(at);
                case SAMPLES -> samples = only(at);
                case SAMPLE_FORMAT -> format = only(at);
                case PHOTOMETRIC -> photometric = only(at);
                case TILE_WIDTH, TILE_HEIGHT -> tile *= Math.max(1, only(at));
                default -> { }
            }
            if (tag == PALETTE) {
                highBytes(at);
            }
            if (KEPT.contains(tag)) {
                file.put(kept, file.array(), at, ENTRY);
                kept += ENTRY;
            }
        }
        if (width < 1 || height < 1) {
            throw new BadImageException("does not say how many pixels wide and high it is");
        }
        requirePixels(directory, kept);
        if (format != UNSIGNED || bits < 1 || bits > 16 || samples < 1 || samples > 5) {
            throw new BadImageException("has " + samples + " values of " + bits + " bits a pixel"
                    + (format == UNSIGNED ? "" : " that are no unsigned numbers") + ", expected 1 to 5 unsigned of 1 to 16");
        }
        if (tile > MOST_TILE_PIXELS) {
            throw new BadImageException("has tiles of " + tile + " pixels, allowed are up to " + MOST_TILE_PIXELS);
        }
        file.putShort(directory, (short) ((kept - directory - 2) / ENTRY));
        file.putInt(kept, 0);
        int perPixel = samples * (bits > 8 ? 2 : 1) + 3;
        return new EncodedImage("tiff", file.array(), perPixel, orientation,
                photometric == SEPARATED && samples >= 4 ? Ink.POSITIVE_CMYK : Ink.NONE);
    }

    /** A strip may claim to have more rows than the picture, for which a decoder would take memory. */
    private void limit(int entry, int most) {
        if (value(entry, 0) > most) {
            file.putShort(entry + 2, (short) LONG).putInt(entry + 4, 1).putInt(entry + 8, most);
        }
    }

    private void requireWithin(int entry) throws BadImageException {
        int type = file.getShort(entry + 2);
        long bytes = (file.getInt(entry + 4) & 0xffffffffL) * (type > 0 && type < TYPE_BYTES.length ? TYPE_BYTES[type] : 8);
        long at = bytes <= 4 ? entry + 8 : file.getInt(entry + 8) & 0xffffffffL;
        if (at + bytes > file.capacity()) {
            throw new BadImageException("is cut short: its field " + (file.getShort(entry) & 0xffff)
                    + " is not all there in " + file.capacity() + " bytes");
        }
    }

    /** Requires that all strips or tiles lie within the file: where they begin, and how many bytes they have. */
    private void requirePixels(int directory, int kept) throws BadImageException {
        int offsets = 0;
        int lengths = 0;
        for (int at = directory + 2; at < kept; at += ENTRY) {
            int tag = file.getShort(at) & 0xffff;
            offsets = tag == STRIP_OFFSETS || tag == TILE_OFFSETS ? at : offsets;
            lengths = tag == STRIP_BYTES || tag == TILE_BYTES ? at : lengths;
        }
        long parts = offsets == 0 || lengths == 0
                ? 0
                : Math.min(file.getInt(offsets + 4) & 0xffffffffL, file.getInt(lengths + 4) & 0xffffffffL);
        if (parts == 0) {
            throw new BadImageException("is damaged: it does not say where its pixels are");
        }
        for (int i = 0; i < parts; i++) {
            if (value(offsets, i) + value(lengths, i) > file.capacity()) {
                throw new BadImageException("is cut short: its pixels are not all there in " + file.capacity() + " bytes");
            }
        }
    }

    /** Colours of a palette have 16 bits, of which the decoder would round where PIL takes the high byte. */
    private void highBytes(int entry) {
        long count = file.getInt(entry + 4) & 0xffffffffL;
        long at = file.getInt(entry + 8) & 0xffffffffL;
        for (long i = 0; count > 2 && i < count && at + 2 <= file.capacity(); i++, at += 2) {
            file.putShort((int) at, (short) ((file.getShort((int) at) >> 8 & 0xff) * 0x101));
        }
    }

    /** Where the first directory begins, which lies within the file with all of its entries. */
    private int directory() throws BadImageException {
        int length = file.capacity();
        long directory = length < 8 ? length : file.getInt(4) & 0xffffffffL;
        if (directory < 8 || directory + 2 > length
                || directory + 2 + (file.getShort((int) directory) & 0xffffL) * ENTRY + 4 > length) {
            throw new BadImageException("is cut short: its directory is not there in " + length + " bytes");
        }
        return (int) directory;
    }

    /** The value of an entry that lies within the file; -1 where it has several that differ, or one that fits into no int. */
    private int only(int entry) {
        long count = file.getInt(entry + 4) & 0xffffffffL;
        long value = count == 0 ? -1 : value(entry, 0);
        for (int i = 1; i < count; i++) {
            value = value(entry, i) == value ? value : -1;
        }
        return value > Integer.MAX_VALUE ? -1 : (int) value;
    }

    /** A value of an entry that lies within the file, of whole numbers of 16 or 32 bits. */
    private long value(int entry, int index) {
        boolean narrow = file.getShort(entry + 2) == SHORT;
        int bytes = narrow ? 2 : 4;
        long count = file.getInt(entry + 4) & 0xffffffffL;
        long at = (count * bytes <= 4 ? entry + 8 : file.getInt(entry + 8) & 0xffffffffL) + (long) index * bytes;
        if (at + bytes > file.capacity()) {
            return file.capacity() + 1L; // a wrong type: no number that fits anywhere
        }
        return narrow ? file.getShort((int) at) & 0xffff : file.getInt((int) at) & 0xffffffffL;
    }
}
