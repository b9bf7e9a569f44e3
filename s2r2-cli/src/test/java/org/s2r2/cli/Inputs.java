package org.s2r2.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
            if (!ImageIO.write(image, "jpg", folder.resolve(String.format(Locale.ROOT, "%02d.jpg", i)).toFile())) {
                throw new IOException("this Java cannot write JPEG");
            }
        }
    }

    /** Random images of 96 pixels as STL-10's binary version has them, without labels. */
    static void stl10(Path folder, String part, int images) throws IOException {
        byte[] bytes = new byte[images * 3 * 96 * 96];
        new Random(images).nextBytes(bytes);
        Files.write(folder.resolve(part + "_X.bin"), bytes);
    }

    /** The same with labels, of the first two classes by turns. */
    static void labelledStl10(Path folder, String part, int images) throws IOException {
        stl10(folder, part, images);
        byte[] labels = new byte[images];
        for (int i = 0; i < images; i++) {
            labels[i] = (byte) (1 + i % 2);
        }
        Files.write(folder.resolve(part + "_y.bin"), labels);
    }

    /**
     * A part of a dataset as COCO lays it out, of the categories cup, clock and sofa with the ids 5, 9 and 7.
     *
     * @param part such as {@code train2017}
     * @param categories the ids of the categories that each image has
     */
    static void coco(Path folder, String part, int[]... categories) throws IOException {
        jpegs(folder.resolve(part), categories.length, categories.length);
        List<String> images = new ArrayList<>();
        List<String> annotations = new ArrayList<>();
        for (int i = 0; i < categories.length; i++) {
            images.add(String.format(Locale.ROOT, "{\"id\": %1$d, \"file_name\": \"%1$02d.jpg\"}", i));
            for (int category : categories[i]) {
                annotations.add(String.format(Locale.ROOT, "{\"id\": %d, \"image_id\": %d, \"category_id\": %d}",
                        annotations.size() + 1, i, category));
            }
        }
        Files.createDirectories(folder.resolve("annotations"));
        Files.writeString(folder.resolve("annotations/instances_" + part + ".json"), String.format(Locale.ROOT, """
                {"images": %s, "annotations": %s, "categories": [{"id": 5, "name": "cup"}, {"id": 9, "name": "clock"},
                  {"id": 7, "name": "sofa"}]}""", images, annotations));
    }

    /** Cuts a file to half its length. */
    static void truncate(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    }
}
