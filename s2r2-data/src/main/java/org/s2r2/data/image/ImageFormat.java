package org.s2r2.data.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The formats of pictures that are read, told apart by how a file begins. */
enum ImageFormat {
    JPEG(JpegFile::is, JpegFile::parse, "jpg", "jpeg", "jpe", "jfif"),
    PNG(PngFile::is, PngFile::parse, "png"),
    WEBP(bytes -> starts(bytes, 0, "RIFF") && starts(bytes, 8, "WEBP"), WebpFile::parse, "webp"),
    TIFF(bytes -> starts(bytes, 0, "II*\0") || starts(bytes, 0, "MM\0*"), TiffFile::parse, "tif", "tiff"),
    GIF(bytes -> starts(bytes, 0, "GIF87a") || starts(bytes, 0, "GIF89a"), GifFile::parse, "gif"),
    /** Two letters alone begin many a text; the four bytes that have to be 0 do not. */
    BMP(bytes -> starts(bytes, 0, "BM") && starts(bytes, 6, "\0\0\0\0"), BmpFile::parse, "bmp", "dib");

    /** Reads what a whole file says of its image. */
    private interface Parser {
        EncodedImage parse(byte[] bytes) throws BadImageException;
    }

    /** What the formats are called in messages. */
    static final String NAMES = "JPEG, PNG, WebP, TIFF, GIF or BMP";

    /** How many bytes from the beginning of a file tell its format. */
    static final int START = 12;

    private final Predicate<byte[]> beginning;
    private final Parser parser;
    private final Set<String> endings;

    ImageFormat(Predicate<byte[]> beginning, Parser parser, String... endings) {
        this.beginning = beginning;
        this.parser = parser;
        this.endings = Set.of(endings);
    }

    /**
     * Reads what a whole file says of its image.
     *
     * @throws BadImageException if it is cut or damaged; its message is the rest of a sentence about the file
     */
    EncodedImage parse(byte[] bytes) throws BadImageException {
        return parser.parse(bytes);
    }

    /** The format of a file that begins with these bytes. */
    static Optional<ImageFormat> of(byte[] bytes) {
        return Stream.of(values()).filter(format -> format.beginning.test(bytes)).findFirst();
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
