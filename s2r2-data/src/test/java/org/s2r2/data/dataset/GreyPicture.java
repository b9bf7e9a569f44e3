package org.s2r2.data.dataset;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.image.BadImageException;

/** A PNG file of 4 x 3 pixels that its first pixel tells from others. */
public final class GreyPicture {

    private GreyPicture() {}

    public static void write(Path file, int grey) throws IOException {
        Files.createDirectories(file.getParent());
        BufferedImage image = new BufferedImage(4, 3, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSample(0, 0, 0, grey);
        ImageIO.write(image, "png", file.toFile());
    }

    public static int grey(ImageDataset images, int index) throws BadImageException {
        return images.image(index).value(0, 0, 0);
    }
}
