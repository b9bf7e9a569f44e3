package org.s2r2.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBufferByte;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes JPEG and PNG files to RGB bytes as PIL's {@code convert("RGB")} does: grey v becomes (v, v, v), alpha is
 * dropped, 16-bit values keep their high byte. CMYK is converted by its profile or, without one, by the usual formula.
 * The orientation tag of EXIF is not applied.
 */
final class ImageFile {

    /** PIL refuses images of more pixels as decompression bombs. */
    static final long MAX_PIXELS = 178_956_970;

    private ImageFile() {}

    static boolean hasImageName(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".jpg") || name.endsWith(".jpeg") || name.endsWith(".png");
    }

    /** @throws BadImageException if the file is not a whole JPEG or PNG image, or too large; the message names it */
    static RgbImage read(Path file) throws BadImageException {
        try {
            byte[] bytes = Files.readAllBytes(file);
            try (ImageInputStream input = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
                return decode(file, input, format(file, bytes));
            }
        } catch (IOException | RuntimeException e) {
            // Decoders answer broken files with almost any RuntimeException, not with IOException alone.
            throw new BadImageException(file + " cannot be decoded: " + reason(e), e);
        }
    }

    /** What a decoder says is wrong; what it stumbled over says nothing to a reader. */
    private static String reason(Exception e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (e instanceof FileSystemException) {
            return "the file cannot be read";
        }
        return e instanceof IOException && e.getMessage() != null ? e.getMessage() : "its content is damaged";
    }

    private static String format(Path file, byte[] bytes) throws BadImageException {
        if (bytes.length == 0) {
            throw new BadImageException(file + " is empty, expected a JPEG or PNG image");
        }
        if (bytes.length > 2 && (bytes[0] & 0xff) == 0xff && (bytes[1] & 0xff) == 0xd8) {
            return "jpeg";
        }
        if (bytes.length > 4 && (bytes[0] & 0xff) == 0x89 && bytes[1] == 'P' && bytes[2] == 'N' && bytes[3] == 'G') {
            return "png";
        }
        throw new BadImageException(file + " holds neither a JPEG nor a PNG image");
    }

    private static RgbImage decode(Path file, ImageInputStream input, String format)
            throws IOException, BadImageException {
        ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
        try {
            PrematureEnd end = new PrematureEnd();
            reader.addIIOReadWarningListener(end);
            reader.setInput(input, true, true);
            long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
            if (pixels > MAX_PIXELS) {
                throw new BadImageException(file + " has " + pixels + " pixels, allowed are up to " + MAX_PIXELS);
            }
            BufferedImage image = reader.read(0);
            if (end.warning != null) {
                throw new BadImageException(file + " is cut short: " + end.warning);
            }
            return toRgb(image);
        } finally {
            reader.dispose();
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
     * colour spaces other than RGB and grey go through the colour model.
     */
    static RgbImage toRgb(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        byte[] pixels = new byte[3 * width * height];
        ColorModel model = image.getColorModel();
        if (image.getType() == BufferedImage.TYPE_3BYTE_BGR && copyReversed(image.getRaster(), pixels)) {
            return new RgbImage(width, height, pixels);
        }
        int space = model.getColorSpace().getType();
        boolean grey = space == ColorSpace.TYPE_GRAY;
        if (model instanceof ComponentColorModel && (grey || space == ColorSpace.TYPE_RGB)) {
            copySamples(image.getRaster(), model.getComponentSize(0), grey, pixels);
        } else {
            copyColors(image, pixels);
        }
        return new RgbImage(width, height, pixels);
    }

    private static boolean copyReversed(Raster raster, byte[] pixels) {
        boolean plain = raster.getSampleModel() instanceof PixelInterleavedSampleModel model
                && model.getScanlineStride() == 3 * raster.getWidth()
                && model.getPixelStride() == 3
                && Arrays.equals(model.getBandOffsets(), new int[] {2, 1, 0})
                && raster.getDataBuffer() instanceof DataBufferByte buffer
                && buffer.getOffset() == 0
                && buffer.getSize() == pixels.length;
        if (plain) {
            byte[] source = ((DataBufferByte) raster.getDataBuffer()).getData();
            for (int i = 0; i < pixels.length; i += 3) {
                pixels[i] = source[i + 2];
                pixels[i + 1] = source[i + 1];
                pixels[i + 2] = source[i];
            }
        }
        return plain;
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
