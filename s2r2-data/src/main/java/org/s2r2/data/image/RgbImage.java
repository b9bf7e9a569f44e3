package org.s2r2.data.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * A decoded sRGB image.
 *
 * @param width in pixels, at least 1
 * @param height in pixels, at least 1
 * @param pixels [height, width, 3] unsigned bytes, red first; not copied, and not to be written
 */
public record RgbImage(int width, int height, byte[] pixels) {

    /** @throws IllegalArgumentException if the sizes and the length of the array do not agree */
    public RgbImage {
        if (width < 1 || height < 1 || pixels.length != 3L * width * height) {
            throw new IllegalArgumentException(
                    "an image of " + width + " x " + height + " pixels with " + pixels.length + " bytes");
        }
    }

    /** One value from 0 to 255; channels are 0 red, 1 green, 2 blue. */
    public int value(int x, int y, int channel) {
        return pixels[(y * width + x) * 3 + channel] & 0xff;
    }

    /** The bytes of a PNG file of this image. */
    public byte[] png() {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, value(x, y, 0) << 16 | value(x, y, 1) << 8 | value(x, y, 2));
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        // In memory throughout: ImageIO's own stream would put a cache file on the disk.
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            if (!ImageIO.write(image, "png", out)) {
                throw new IllegalStateException("this Java runtime has no PNG writer");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
