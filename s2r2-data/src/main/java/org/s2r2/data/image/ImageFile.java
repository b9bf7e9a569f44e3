package org.s2r2.data.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;
import org.s2r2.data.image.EncodedImage.Ink;
import org.s2r2.file.InputFile;
import org.s2r2.settings.InvalidInputException;

/**
 * Decodes JPEG, PNG, WebP, TIFF, GIF and BMP files to RGB bytes as PIL's {@code exif_transpose} and {@code convert("RGB")}
 * do: pictures are turned upright by EXIF's orientation, grey v becomes (v, v, v), alpha is dropped, 16-bit values keep
 * their high byte, four inks are multiplied; colour profiles are not applied. Of a file with several pictures the first is
 * taken.
 */
public final class ImageFile {

    /** A picture of so many pixels is decoded whatever the length of its file. */
    static final long ALWAYS_ALLOWED = 100_000_000;

    /** PIL refuses images of more pixels as decompression bombs. */
    static final long MAX_PIXELS = 178_956_970;

    private static final int MOST_FILE_BYTES = 1 << 29;
    private static final long MOST_EXPANSION = 64;

    private ImageFile() {}

    /** Whether the name of a file ends as those of pictures do: in ".jpg" or ".webp" and the like, in any case. */
    public static boolean hasImageName(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        int dot = name.lastIndexOf('.');
        return dot >= 0 && ImageFormat.hasEnding(name.substring(dot + 1));
    }

    /** Whether a file is a picture: by its name, or by how its content begins where the name does not say. */
    public static boolean isImage(Path file) throws IOException {
        if (hasImageName(file)) {
            return true;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return ImageFormat.of(in.readNBytes(ImageFormat.START)).isPresent();
        }
    }

    /** @throws BadImageException if the file is not a whole picture, or too large; the message names it */
    public static RgbImage read(Path file) throws BadImageException {
        return read(file, ALWAYS_ALLOWED);
    }

    /** The same where a short file may have no more pixels than these. */
    static RgbImage read(Path file, long alwaysAllowed) throws BadImageException {
        byte[] bytes;
        try {
            bytes = InputFile.bytes(file, MOST_FILE_BYTES, "a " + ImageFormat.NAMES + " image");
        } catch (InvalidInputException e) {
            throw new BadImageException(e.getMessage(), e);
        }
        return read(bytes, file.toString(), alwaysAllowed, MAX_PIXELS);
    }

    /**
     * Decodes the content of a file.
     *
     * @param name what messages call it
     * @param mostPixels the most pixels that are decoded
     * @throws BadImageException if it is not a whole picture, or too large
     */
    public static RgbImage read(byte[] content, String name, long mostPixels) throws BadImageException {
        return read(content, name, ALWAYS_ALLOWED, mostPixels);
    }

    private static RgbImage read(byte[] bytes, String file, long alwaysAllowed, long mostPixels) throws BadImageException {
        try {
            return decode(bytes, alwaysAllowed, Math.min(mostPixels, MAX_PIXELS));
        } catch (BadImageException e) {
            throw new BadImageException(file + " " + e.getMessage(), e);
        } catch (LinkageError e) {
            throw new BadImageException(file + " cannot be decoded: this system has no library for its format (" + e + ")",
                    e);
        } catch (IOException | RuntimeException e) {
            // Decoders answer broken files with almost any RuntimeException, not with IOException alone; what they
            // stumbled over says nothing to a reader then.
            String reason = e instanceof IOException && e.getMessage() != null ? e.getMessage() : "its content is damaged";
            throw new BadImageException(file + " cannot be decoded: " + reason, e);
        }
    }

    private static EncodedImage parse(byte[] bytes) throws BadImageException {
        if (bytes.length == 0) {
            throw new BadImageException("is empty, expected a " + ImageFormat.NAMES + " image");
        }
        return ImageFormat.of(bytes)
                .orElseThrow(() -> new BadImageException(
                        "holds no " + ImageFormat.NAMES + " image" + (bytes[0] == '<' ? ", but markup" : "")))
                .parse(bytes);
    }

    /** The messages of its exceptions of ours are the rest of a sentence that starts with the file's name. */
    private static RgbImage decode(byte[] bytes, long alwaysAllowed, long most) throws IOException, BadImageException {
        EncodedImage encoded = parse(bytes);
        ImageReader reader = ImageIO.getImageReadersByFormatName(encoded.format()).next();
        try (ImageInputStream input = new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded.content()))) {
            PrematureEnd end = new PrematureEnd();
            reader.addIIOReadWarningListener(end);
            reader.setInput(input, true, true);
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            if (width < 1 || height < 1) {
                throw new BadImageException("is damaged: it has " + width + " x " + height + " pixels");
            }
            long pixels = encoded.pixels(width, height);
            int perPixel = encoded.bytesPerPixel() + (encoded.orientation() == Exif.UPRIGHT ? 0 : 3);
            requireAllowed(pixels, perPixel, bytes.length, alwaysAllowed, most);
            try (DecodingMemory.Share share = DecodingMemory.take(pixels * perPixel)) {
                RgbImage image = pixels(reader, encoded.ink());
                if (end.warning != null) {
                    throw new BadImageException("is cut short: " + end.warning);
                }
                RgbImage picture = encoded.placement() == null ? image : encoded.placement().picture(image);
                return Exif.upright(picture, encoded.orientation());
            }
        } finally {
            reader.dispose();
        }
    }

    private static RgbImage pixels(ImageReader reader, Ink ink) throws IOException {
        return switch (ink) {
            case NONE -> DecodedPixels.toRgb(reader.read(0));
            case CMYK, YCCK -> Inks.toRgb(reader.readRaster(0, null), ink);
            case POSITIVE_CMYK -> Inks.toRgb(reader.read(0).getRaster(), ink);
        };
    }

    /** Refuses, before anything is allocated for them, more pixels than a file of such a length can mean honestly. */
    private static void requireAllowed(long pixels, int perPixel, int fileBytes, long alwaysAllowed,
            long most) throws BadImageException {
        long allowed = Math.min(most, Math.max(alwaysAllowed, MOST_EXPANSION * fileBytes / perPixel));
        if (pixels > allowed) {
            throw new BadImageException("has " + pixels + " pixels, allowed are up to " + allowed
                    + (allowed == most ? "" : " in a file of " + fileBytes + " bytes"));
        }
    }

    /** Decoders fill what is missing at the end of a cut JPEG with grey and only warn. */
    private static final class PrematureEnd implements IIOReadWarningListener {
        private @Nullable String warning;

        @Override
        public void warningOccurred(ImageReader source, String text) {
            String lower = text.toLowerCase(Locale.ROOT);
            if (lower.contains("premature") || lower.contains("truncated")) {
                warning = text;
            }
        }
    }
}
