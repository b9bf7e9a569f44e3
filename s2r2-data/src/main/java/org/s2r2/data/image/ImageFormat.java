package org.s2r2.data.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The formats of pictures that are read, told apart by how a file begins. */
enum ImageFormat {
    JPEG(Set.of("jpg", "jpeg", "jpe", "jfif")) {
        @Override
        boolean begins(byte[] bytes) {
            return JpegFile.is(bytes);
        }

        @Override
        EncodedImage parse(byte[] bytes) throws BadImageException {
            return JpegFile.parse(bytes);
        }
    },
    PNG(Set.of("png")) {
        @Override
        boolean begins(byte[] bytes) {
            return PngFile.is(bytes);
        }

        @Override
        EncodedImage parse(byte[] bytes) throws BadImageException {
            return PngFile.parse(bytes);
        }
    },
    WEBP(Set.of("webp")) {
        @Override
        boolean begins(byte[] bytes) {
            return starts(bytes, 0, "RIFF") && starts(bytes, 8, "WEBP");
        }

        @Override
        EncodedImage parse(byte[] bytes) throws BadImageException {
            return WebpFile.parse(bytes);
        }
    },
    TIFF(Set.of("tif", "tiff")) {
        @Override
        boolean begins(byte[] bytes) {
            return starts(bytes, 0, "II*\0") || starts(bytes, 0, "MM\0*");
        }

        @Override
        EncodedImage parse(byte[] bytes) throws BadImageException {
            return TiffFile.parse(bytes);
        }
    },
    GIF(Set.of("gif")) {
        @Override
        boolean begins(byte[] bytes) {
            return starts(bytes, 0, "GIF87a") || starts(bytes, 0, "GIF89a");
        }

        @Override
        EncodedImage parse(byte[] bytes) throws BadImageException {
            return GifFile.parse(bytes);
        }
    },
    BMP(Set.of("bmp", "dib")) {
        @Override
        boolean begins(byte[] bytes) {
            // Two letters alone begin many a text; the four bytes that have to be 0 do not.
            return starts(bytes, 0, "BM") && starts(bytes, 6, "\0\0\0\0");
        }

        @Override
        EncodedImage parse(byte[] bytes) throws BadImageException {
            return BmpFile.parse(bytes);
        }
    };

    /** What the formats are called in messages. */
    static final String NAMES = "JPEG, PNG, WebP, TIFF, GIF or BMP";

    /** How many bytes from the beginning of a file tell its format. */
    static final int START = 12;

    private final Set<String> endings;

    ImageFormat(Set<String> endings) {
        this.endings = endings;
    }

    /** Whether a file of this format begins with these bytes; as many as {@link #START} suffice. */
    abstract boolean begins(byte[] bytes);

    /**
     * Reads what a whole file says of its image.
     *
     * @throws BadImageException if it is cut or damaged; its message is the rest of a sentence about the file
     */
    abstract EncodedImage parse(byte[] bytes) throws BadImageException;

    /** The format of a file that begins with these bytes. */
    static Optional<ImageFormat> of(byte[] bytes) {
        return Stream.of(values()).filter(format -> format.begins(bytes)).findFirst();
    }

    /** Whether files of that ending, in lower case and without its dot, are pictures of a format that is read. */
    static boolean hasEnding(String ending) {
        return Stream.of(values()).anyMatch(format -> format.endings.contains(ending));
    }

    private static boolean starts(byte[] bytes, int at, String text) {
        byte[] expected = text.getBytes(StandardCharsets.ISO_8859_1);
        return bytes.length >= at + expected.length
                && Arrays.equals(bytes, at, at + expected.length, expected, 0, expected.length);
    }
}
