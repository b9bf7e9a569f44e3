package org.s2r2.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.Embedding;
import org.s2r2.experiment.Embedding.Embedded;
import org.s2r2.experiment.Features;
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
                    + " of images, or a section of data in YAML such as '{dataset: cifar10, path: DIR}', with :test or"
                    + " :pretrain behind it for other images than the training images.")
    private String data;

    @Option(names = "--out", required = true, paramLabel = "X.npy", description = "Where the embeddings go.")
    private Path out;

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
            description = "backbone (the default) or projection.")
    private Stage stage;

    @Mixin
    private ExperimentOptions options;

    @Mixin
    private Results results;

    @Override
    public Integer call() throws IOException {
        OutputFile.require("--out", out);
        OutputFile.require("--labels-out", labelsOut);
        OutputFile.require("--names-out", namesOut);
        RowNames.requireEnding(namesOut);
        if (data.isBlank()) {
            throw new InvalidInputException(
                    "--data: found nothing, expected train, test, pretrain, a folder or a section of data");
        }
        Embedding.Source images = Embedding.Source.parse(data);
        Embedded embedded = Embedding.run(
                source.encoder(), Components.discover(), overrides(images), images, stage, labelsOut != null);
        Features features = embedded.features();
        Npy.write(out, features.values());
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
        int rows = features.values().rows();
        int dim = features.values().columns();
        int skipped = embedded.skipped();
        results.print(
                JsonNodeFactory.instance.objectNode()
                        .put("rows", rows).put("dim", dim).put("skipped", skipped).put("out", out.toString()),
                rows + " embeddings of " + dim + " values in " + out + ", of " + embedded.description()
                        + (skipped == 0 ? "" : "; " + skipped + " of them could not be decoded and " + (skipped == 1 ? "has" : "have")
                                + " no row"));
        return 0;
    }

    private List<String> overrides(Embedding.Source images) {
        return images.data().isEmpty()
                ? options.overrides()
                : options.overridesBeside("--data", images.keys().keySet());
    }
}
