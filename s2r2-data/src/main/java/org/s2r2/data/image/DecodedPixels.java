package org.s2r2.data.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBufferByte;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.util.Arrays;

/** What decoders make of pictures, as RGB bytes. */
final class DecodedPixels {

    private DecodedPixels() {}

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
