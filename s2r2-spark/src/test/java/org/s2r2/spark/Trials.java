package org.s2r2.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.s2r2.experiment.cluster.Cluster;
import org.s2r2.experiment.cluster.ClusterProvider.Connection;

/** What the tests run, and where. */
final class Trials {

    /** Two executors in processes of their own, on this machine alone. */
    static final String MASTER = "local-cluster[2,1,768]";

    static final String TINY = """
            name: tiny
            backend: {threads: 1}
            data: {dataset: shapes, images: IMAGES, size: 24}
            views:
              crops:
                - {count: 2, size: 16, scale: [0.3, 1.0]}
            encoder:
              backbone: resnet8
              width: 4
              head: {layers: 2, hidden: 16, dim: 8}
            objective: {name: smooth-ap, temperature: 0.05}
            training: {epochs: 1, batchSize: 16}
            """;

    private Trials() {}

    /** Spark wants a folder of its own, with a folder of jars, which may be empty. */
    private static void makeHome() {
        try {
            Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String tiny(int images) {
        return TINY.replace("IMAGES", Integer.toString(images));
    }

    static Connection connection(String... properties) {
        makeHome();
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < properties.length; i += 2) {
            all.put(properties[i], properties[i + 1]);
        }
        return new Connection(MASTER, Optional.of("127.0.0.1"), all);
    }

    static Cluster cluster() {
        return new SparkProvider().open(connection());
    }

    /** Makes an empty file, and the folders above it. */
    static void touch(Path file) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
