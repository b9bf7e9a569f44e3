package org.s2r2.search.explore;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.s2r2.data.image.RgbImage;

/**
 * A picture as a browser takes it.
 *
 * @param type its content type
 * @param content the file
 */
record EncodedPicture(String type, byte[] content) {

    private static final float QUALITY = 0.85f;

    /** Pictures of so few pixels are PNG: JPEG would blur them, and save nothing. */
    private static final int SMALL = 64 * 64;

    static EncodedPicture of(RgbImage image) {
        return image.width() * image.height() <= SMALL
                ? new EncodedPicture("image/png", image.png())
                : jpeg(image);
    }

    static EncodedPicture jpeg(RgbImage image) {
        BufferedImage pixels = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        int[] line = new int[image.width()];
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < line.length; x++) {
                line[x] = image.value(x, y, 0) << 16 | image.value(x, y, 1) << 8 | image.value(x, y, 2);
            }
            pixels.setRGB(0, y, line.length, 1, line, 0, line.length);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam settings = writer.getDefaultWriteParam();
            settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            settings.setCompressionQuality(QUALITY);
            writer.setOutput(out);
            writer.write(null, new IIOImage(pixels, null, null), settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return new EncodedPicture("image/jpeg", bytes.toByteArray());
    }
}
