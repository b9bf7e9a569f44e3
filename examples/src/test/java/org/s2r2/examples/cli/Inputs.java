package org.s2r2.examples.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;

/** Small experiments and images for the tests of the command line. */
final class Inputs {

    /** Trains in about a second. */
    static final String TINY = """
            name: tiny
            seed: 3
            backend: {threads: 1}
            data: {dataset: shapes, images: 64, size: 24}
            views:
              crops:
                - {count: 2, size: 16, scale: [0.3, 1.0]}
            encoder:
              backbone: resnet8
              width: 4
              head: {layers: 2, hidden: 16, dim: 8}
            objective: {name: smooth-ap, temperature: 0.05}
            optimizer: {name: sgd, learningRate: 0.05, momentum: 0.9}
            training: {epochs: 2, batchSize: 16}
            """;

    private Inputs() {}

    static Path tiny(Path folder) throws IOException {
        return experiment(folder, TINY);
    }

    static Path experiment(Path folder, String yaml) throws IOException {
        return Files.writeString(folder.resolve("experiment.yaml"), yaml);
    }

    /** JPEGs of random blocks, named 00.jpg, 01.jpg and so on. */
    static void jpegs(Path folder, int count, long seed) throws IOException {
        Files.createDirectories(folder);
        Random random = new Random(seed);
        for (int i = 0; i < count; i++) {
            BufferedImage image = new BufferedImage(24, 24, BufferedImage.TYPE_INT_RGB);
            for (int block = 0; block < 9; block++) {
                int[] rgb = new int[64];
                Arrays.fill(rgb, random.nextInt(1 << 24));
                image.setRGB(block % 3 * 8, block / 3 * 8, 8, 8, rgb, 0, 8);
            }
            if (!ImageIO.write(image, "jpg", folder.resolve("%02d.jpg".formatted(i)).toFile())) {
                throw new IOException("this Java cannot write JPEG");
            }
        }
    }

    /** Cuts a file to half its length. */
    static void truncate(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    }
}
