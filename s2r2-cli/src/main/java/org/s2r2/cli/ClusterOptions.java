package org.s2r2.cli;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.s2r2.experiment.cluster.Cluster;
import org.s2r2.experiment.cluster.ClusterProvider;
import org.s2r2.file.InputFile;
import org.s2r2.settings.InvalidInputException;
import picocli.CommandLine.Option;

/** The options of commands that can run on a cluster. */
final class ClusterOptions {

    private static final int MOST_BYTES = 1 << 20;
    private static final String PREFIX = "spark.";

    @Option(
            names = "--on",
            paramLabel = "MASTER",
            description = "Runs on Spark: spark://HOST:PORT, yarn, k8s://..., or local-cluster[WORKERS,CORES,MIB] for"
                    + " processes on this machine (docs/scale.md). Files have to be where all workers see them.")
    private String master;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            description = "With --on: the address of this machine that workers reach it at, and that it listens on.")
    private String bind;

    @Option(
            names = "--spark-conf",
            paramLabel = "FILE",
            description = "With --on: a file of Spark's properties, a key and a value a line.")
    private Path conf;

    /** Whether a cluster was asked for. */
    boolean asked() {
        if (master == null && (bind != null || conf != null)) {
            throw new InvalidInputException(
                    (bind != null ? "--bind" : "--spark-conf") + ": found without --on, expected it beside --on MASTER");
        }
        return master != null;
    }

    /** Connects to the cluster that was asked for; the caller closes it. */
    Cluster open() {
        if (master.isBlank()) {
            throw new InvalidInputException("--on: found nothing, expected a master such as local-cluster[2,1,2048]");
        }
        ClusterProvider.Connection connection =
                new ClusterProvider.Connection(master, Optional.ofNullable(bind), properties());
        return ClusterProvider.installed("--on").open(connection);
    }

    private Map<String, String> properties() {
        Map<String, String> properties = new TreeMap<>();
        if (conf != null) {
            Properties read = new Properties();
            try {
                read.load(new StringReader(InputFile.text(conf, MOST_BYTES, "a file of Spark's properties")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (IllegalArgumentException e) {
                throw new InvalidInputException(conf + ": not a file of properties: " + e.getMessage(), e);
            }
            for (String key : read.stringPropertyNames()) {
                if (!key.startsWith(PREFIX)) {
                    throw new InvalidInputException(
                            conf + ": found the key '" + key + "', expected keys that begin with " + PREFIX);
                }
                properties.put(key, read.getProperty(key).strip());
            }
        }
        return properties;
    }
}
