package org.s2r2.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.data.image.RgbImage;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.Embedding;
import org.s2r2.experiment.EncoderSource;
import org.s2r2.file.Sha256;
import org.s2r2.search.Indexing.Indexed;

/** What tests need for indices of small folders, by an encoder that was never trained. */
abstract class SmallIndices {

    static final String EXPERIMENT = """
            name: small
            seed: SEED
            backend: {threads: 1}
            data: {dataset: shapes, images: 40, size: 16}
            views:
              crops:
                - {count: 2, size: 16}
            encoder:
              backbone: resnet8
              width: 4
              head: {layers: 1, dim: 8}
            objective: {name: smooth-ap}
            optimizer: {name: sgd, learningRate: 0.1}
            training: {epochs: 1, batchSize: 8}
            """;

    static final FileTime TIME = FileTime.fromMillis(1_700_000_000_000L);

    @TempDir
    Path folder;

    Path pictures;
    Path index;

    @BeforeEach
    void experiment() throws IOException {
        pictures = folder.resolve("pictures");
        index = folder.resolve("index");
        Files.writeString(folder.resolve("one.yaml"), EXPERIMENT.replace("SEED", "1"));
        Files.writeString(folder.resolve("other.yaml"), EXPERIMENT.replace("SEED", "2"));
    }

    static byte[] png(int seed) {
        byte[] pixels = new byte[3 * 16 * 16];
        new Random(seed).nextBytes(pixels);
        return new RgbImage(16, 16, pixels).png();
    }

    void picture(String name, byte[] content) throws IOException {
        Path file = pictures.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        Files.setLastModifiedTime(file, TIME);
    }

    Indexed index(Path out, String experiment, String data, boolean update) throws IOException {
        return new Indexing(EncoderSource.at(folder.resolve(experiment), null), Components.discover(), List.of(),
                Embedding.Source.parse(data), Stage.BACKBONE, out).run(update);
    }

    Indexed index(boolean update) throws IOException {
        return index(index, "one.yaml", pictures.toString(), update);
    }

    static Map<String, String> content(Path folder) throws IOException {
        Map<String, String> sums = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                sums.put(folder.relativize(file).toString(), Sha256.of(file));
            }
        }
        return sums;
    }
}
