package org.s2r2.bench;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.s2r2.data.image.RgbImage;

/** A temporary folder of JPEG files with {@link Photograph}s of 500 x 375 pixels, which closing deletes. */
public final class PhotographFolder implements AutoCloseable {

    private static final int WIDTH = 500;
    private static final int HEIGHT = 375;

    /** Drawing takes longer than decoding, so that pictures repeat. */
    private static final int DIFFERENT = 8;

    private final Path path;

    private PhotographFolder(Path path) {
        this.path = path;
    }

    /** @param files how many, 1 or more */
    public static PhotographFolder create(int files) throws IOException {
        PhotographFolder folder = new PhotographFolder(Files.createTempDirectory("s2r2-photographs"));
        try {
            for (int i = 0; i < Math.min(DIFFERENT, files); i++) {
                byte[] jpeg = jpeg(Photograph.draw(WIDTH, HEIGHT, i));
                for (int copy = i; copy < files; copy += DIFFERENT) {
                    Files.write(folder.path.resolve(copy + ".jpg"), jpeg);
                }
            }
            return folder;
        } catch (IOException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    private static byte[] jpeg(RgbImage photograph) throws IOException {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                for (int c = 0; c < 3; c++) {
                    image.getRaster().setSample(x, y, c, photograph.value(x, y, c));
                }
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            if (!ImageIO.write(image, "jpeg", out)) {
                throw new IllegalStateException("this Java runtime has no JPEG writer");
            }
        }
        return bytes.toByteArray();
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            List<Path> entries;
            try (Stream<Path> walked = Files.walk(path)) {
                entries = walked.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path entry : entries) {
                Files.delete(entry);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be deleted: " + e.getMessage(), e);
        }
    }
}
