package org.s2r2.data.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBufferByte;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.s2r2.data.image.EncodedImage.Ink;
import org.s2r2.file.InputFile;
import org.s2r2.settings.InvalidInputException;

/**
 * Decodes JPEG and PNG files to RGB bytes as PIL's {@code exif_transpose} and {@code convert("RGB")} do: pictures are
 * turned upright by EXIF's orientation, grey v becomes (v, v, v), alpha is dropped, 16-bit values keep their high byte,
 * four inks are multiplied; colour profiles are not applied. Of an animated PNG file the first picture is taken.
 */
public final class ImageFile {

    /** PIL refuses images of more pixels as decompression bombs. */
    static final long MAX_PIXELS = 178_956_970;

    private static final int MOST_FILE_BYTES = 1 << 29;
    private static final long LEAST_ALLOWANCE = 1 << 20;
    private static final int MOST_EXPANSION = 64;

    /** How other formats begin that come under the names of these two. */
    private static final Map<String, String> FOREIGN =
            Map.of("GIF8", "a GIF image", "RIFF", "a WebP image", "BM", "a BMP image", "II*\0", "a TIFF image",
                    "MM\0*", "a TIFF image", "<", "markup");

    private ImageFile() {}

    public static boolean hasImageName(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".jpg") || name.endsWith(".jpeg") || name.endsWith(".png");
    }

    /** @throws BadImageException if the file is not a whole JPEG or PNG image, or too large; the message names it */
    public static RgbImage read(Path file) throws BadImageException {
        byte[] bytes;
        try {
            bytes = InputFile.bytes(file, MOST_FILE_BYTES, "a JPEG or PNG image");
        } catch (InvalidInputException e) {
            throw new BadImageException(e.getMessage(), e);
        }
        try {
            return decode(bytes);
        } catch (BadImageException e) {
            throw new BadImageException(file + " " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            // Decoders answer broken files with almost any RuntimeException, not with IOException alone; what they
            // stumbled over says nothing to a reader then.
            String reason = e instanceof IOException && e.getMessage() != null ? e.getMessage() : "its content is damaged";
            throw new BadImageException(file + " cannot be decoded: " + reason, e);
        }
    }

    private static EncodedImage parse(byte[] bytes) throws BadImageException {
        if (bytes.length == 0) {
            throw new BadImageException("is empty, expected a JPEG or PNG image");
        }
        if (JpegFile.is(bytes)) {
            return JpegFile.parse(bytes);
        }
        if (PngFile.is(bytes)) {
            return PngFile.parse(bytes);
        }
        String start = new String(bytes, 0, Math.min(bytes.length, 4), StandardCharsets.ISO_8859_1);
        String found = FOREIGN.entrySet().stream()
                .filter(entry -> start.startsWith(entry.getKey()))
                .map(entry -> ", but " + entry.getValue())
                .findFirst()
                .orElse("");
        throw new BadImageException("holds neither a JPEG nor a PNG image" + found);
    }

    /** The messages of its exceptions of ours are the rest of a sentence that starts with the file's name. */
    private static RgbImage decode(byte[] bytes) throws IOException, BadImageException {
        EncodedImage encoded = parse(bytes);
        ImageReader reader = ImageIO.getImageReadersByFormatName(encoded.format()).next();
        try (ImageInputStream input = new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded.content()))) {
            PrematureEnd end = new PrematureEnd();
            reader.addIIOReadWarningListener(end);
            reader.setInput(input, true, true);
            requireAllowed((long) reader.getWidth(0) * reader.getHeight(0), encoded, bytes.length);
            RgbImage image = encoded.ink() == Ink.NONE
                    ? toRgb(reader.read(0))
                    : Inks.toRgb(reader.readRaster(0, null), encoded.ink());
            if (end.warning != null) {
                throw new BadImageException("is cut short: " + end.warning);
            }
            return Exif.upright(image, encoded.orientation());
        } finally {
            reader.dispose();
        }
    }

    /** Refuses, before anything is allocated for them, more pixels than a file of such a length can mean honestly. */
    private static void requireAllowed(long pixels, EncodedImage encoded, int fileBytes) throws BadImageException {
        int perPixel = encoded.bytesPerPixel() + (encoded.orientation() == Exif.UPRIGHT ? 0 : 3);
        long allowed = Math.min(MAX_PIXELS, MOST_EXPANSION * Math.max(LEAST_ALLOWANCE, fileBytes) / perPixel);
        if (pixels > allowed) {
            throw new BadImageException("has " + pixels + " pixels, allowed are up to " + allowed
                    + (allowed == MAX_PIXELS ? "" : " in a file of its kind of " + fileBytes + " bytes"));
        }
    }

    /** Decoders fill what is missing at the end of a cut JPEG with grey and only warn. */
    private static final class PrematureEnd implements IIOReadWarningListener {
        private String warning;

        @Override
        public void warningOccurred(ImageReader source, String text) {
            String lower = text.toLowerCase(Locale.ROOT);
            if (lower.contains("premature") || lower.contains("truncated")) {
                warning = text;
            }
        }
    }

    /**
     * Reads stored values, never {@code Graphics2D}, which would pass grey through a gamma curve. Only palettes and
     * colour spaces other than RGB and grey go through the colour model. The pixels of an image that is stored blue first
     * are taken over and reversed where they are.
     */
    static RgbImage toRgb(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        if (image.getType() == BufferedImage.TYPE_3BYTE_BGR && isPlain(image.getRaster())) {
            byte[] pixels = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
            for (int i = 0; i < pixels.length; i += 3) {
                byte blue = pixels[i];
                pixels[i] = pixels[i + 2];
                pixels[i + 2] = blue;
            }
            return new RgbImage(width, height, pixels);
        }
        byte[] pixels = new byte[3 * width * height];
        ColorModel model = image.getColorModel();
        int space = model.getColorSpace().getType();
        boolean grey = space == ColorSpace.TYPE_GRAY;
        if (model instanceof ComponentColorModel && (grey || space == ColorSpace.TYPE_RGB)) {
            copySamples(image.getRaster(), model.getComponentSize(0), grey, pixels);
        } else {
            copyColors(image, pixels);
        }
        return new RgbImage(width, height, pixels);
    }

    private static boolean isPlain(Raster raster) {
        return raster.getSampleModel() instanceof PixelInterleavedSampleModel model
                && model.getScanlineStride() == 3 * raster.getWidth()
                && model.getPixelStride() == 3
                && Arrays.equals(model.getBandOffsets(), new int[] {2, 1, 0})
                && raster.getDataBuffer() instanceof DataBufferByte buffer
                && buffer.getOffset() == 0
                && buffer.getSize() == 3 * raster.getWidth() * raster.getHeight();
    }

    private static void copySamples(Raster raster, int bits, boolean grey, byte[] pixels) {
        int width = raster.getWidth();
        int bands = raster.getNumBands();
        int green = grey ? 0 : 1;
        int blue = grey ? 0 : 2;
        int shift = Math.max(0, bits - 8);
        int[] row = new int[width * bands];
        for (int y = 0, to = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int from = 0; from < row.length; from += bands, to += 3) {
                pixels[to] = (byte) (row[from] >> shift);
                pixels[to + 1] = (byte) (row[from + green] >> shift);
                pixels[to + 2] = (byte) (row[from + blue] >> shift);
            }
        }
    }

    private static void copyColors(BufferedImage image, byte[] pixels) {
        int[] row = new int[image.getWidth()];
        for (int y = 0, to = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, row.length, 1, row, 0, row.length);
            for (int argb : row) {
                pixels[to++] = (byte) (argb >> 16);
                pixels[to++] = (byte) (argb >> 8);
                pixels[to++] = (byte) argb;
            }
        }
    }
}
