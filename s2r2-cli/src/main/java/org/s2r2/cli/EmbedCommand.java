package org.s2r2.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.Embedding;
import org.s2r2.experiment.Embedding.Embedded;
import org.s2r2.experiment.Features;
import org.s2r2.experiment.cluster.Cluster;
import org.s2r2.experiment.cluster.Cluster.EmbeddedTable;
import org.s2r2.experiment.cluster.EmbeddingTask;
import org.s2r2.npy.Npy;
import org.s2r2.settings.InvalidInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "embed",
        description = "Writes the representation of images as .npy that an encoder has: a run's, or the one that an"
                + " experiment starts from.",
        mixinStandardHelpOptions = true)
final class EmbedCommand implements Callable<Integer> {

    @Mixin
    private SourceOptions source;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "SPEC",
            description = "train, test or pretrain (those of the run or experiment; pretrain: what it learns from), a folder"
                    + " of images, its URI on a file system that Spark knows (with --on), or a section of data in YAML such as '{dataset: cifar10, path: DIR}', with :test or"
                    + " :pretrain behind it for other images than the training images.")
    private String data;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "X.npy|X.parquet",
            description = "Where the embeddings go: one file; or, with --on, a folder of Parquet files, whose place may be the"
                    + " URI of a file system that Spark knows.")
    private String out;

    @Option(
            names = "--labels-out",
            paramLabel = "Y.npy",
            description = "Where the labels go: [rows], or [rows, classes] where images have any number of labels.")
    private Path labelsOut;

    @Option(
            names = "--names-out",
            paramLabel = "NAMES.txt|.csv",
            description = "Where the names of the rows' files go: one on each line, or a table of row, name and label.")
    private Path namesOut;

    @Option(
            names = "--stage",
            defaultValue = "backbone",
            paramLabel = "STAGE",
            description = "backbone (the default) or projection.")
    private Stage stage;

    @Mixin
    private ExperimentOptions options;

    @Mixin
    private ClusterOptions on;

    @Mixin
    private Results results;

    @Override
    public Integer call() throws IOException {
        boolean table = out.toLowerCase(Locale.ROOT).endsWith(".parquet");
        requireOutputs(table);
        if (data.isBlank()) {
            throw new InvalidInputException(
                    "--data: found nothing, expected train, test, pretrain, a folder or a section of data");
        }
        Embedding.Source images = Embedding.Source.parse(data);
        if (images.isUri() && !on.asked()) {
            throw new InvalidInputException("--data: found '" + data
                    + "', expected a folder of this machine, or --on, with which Spark reads other file systems");
        }
        EmbeddingTask task =
                new EmbeddingTask(source.encoder(), overrides(images), images, stage, labelsOut != null);
        if (!on.asked()) {
            write(Embedding.run(
                    task.encoder(), Components.discover(), task.overrides(), images, stage, task.labelled()));
            return 0;
        }
        try (Cluster cluster = on.open()) {
            if (table) {
                EmbeddedTable written = cluster.embed(task, out);
                print(written.rows(), written.dim(), written.skipped(), written.description());
            } else {
                write(cluster.embed(task));
            }
        }
        return 0;
    }

    private void requireOutputs(boolean table) {
        if (!table) {
            OutputFile.require("--out", Path.of(out));
        } else if (!on.asked()) {
            throw new InvalidInputException("--out: found '" + out + "', expected a .npy file, or --on, with which Spark"
                    + " writes Parquet");
        } else if (labelsOut != null || namesOut != null) {
            throw new InvalidInputException((labelsOut != null ? "--labels-out" : "--names-out")
                    + ": found beside a .parquet, expected it beside a .npy, as a .parquet has labels and names itself");
        }
        OutputFile.require("--labels-out", labelsOut);
        OutputFile.require("--names-out", namesOut);
        RowNames.requireEnding(namesOut);
    }

    private void write(Embedded embedded) throws IOException {
        Features features = embedded.features();
        Npy.write(Path.of(out), features.values());
        if (labelsOut != null) {
            if (features.labelSets() != null) {
                Npy.write(labelsOut, features.labelSets());
            } else {
                Npy.write(labelsOut, features.labels());
            }
        }
        if (namesOut != null) {
            RowNames.write(namesOut, embedded);
        }
        print(features.values().rows(), features.values().columns(), embedded.skipped(), embedded.description());
    }

    private void print(long rows, int dim, long skipped, String description) throws IOException {
        results.print(
                JsonNodeFactory.instance.objectNode()
                        .put("rows", rows).put("dim", dim).put("skipped", skipped).put("out", out),
                rows + " embeddings of " + dim + " values in " + out + ", of " + description
                        + (skipped == 0 ? "" : "; " + skipped + " of them could not be decoded and " + (skipped == 1 ? "has" : "have")
                                + " no row"));
    }

    private List<String> overrides(Embedding.Source images) {
        return images.data().isEmpty()
                ? options.overrides()
                : options.overridesBeside("--data", images.keys().keySet());
    }
}
