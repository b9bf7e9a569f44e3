package org.s2r2.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.Embedding;
import org.s2r2.search.Indexing;
import org.s2r2.search.Indexing.Indexed;
import org.s2r2.settings.InvalidInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "index",
        description = "Embeds pictures and writes an index of them, in which search, duplicates, outliers and select look. Goes"
                + " on where it was interrupted.",
        mixinStandardHelpOptions = true)
final class IndexCommand implements Callable<Integer> {

    private static final int NAMED = 5;

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

    @Option(names = "--out", required = true, paramLabel = "INDEX", description = "The folder of the index.")
    private Path out;

    @Option(
            names = "--update",
            description = "Brings the index that is there up to date: embeds pictures that are new or changed, and drops those"
                    + " that are there no more.")
    private boolean update;

    @Option(
            names = "--stage",
            defaultValue = "backbone",
            paramLabel = "STAGE",
            description = "Where embeddings are taken: backbone (the default) or projection.")
    private Stage stage;

    @Mixin
    private ExperimentOptions options;

    @Mixin
    private Results results;

    @Override
    public Integer call() throws IOException {
        if (data.isBlank()) {
            throw new InvalidInputException(
                    "--data: found nothing, expected train, test, pretrain, a folder or a section of data");
        }
        Embedding.Source images = Embedding.Source.parse(data);
        List<String> overrides = images.data().isEmpty()
                ? options.overrides()
                : options.overridesBeside("--data", images.keys().keySet());
        long start = System.nanoTime();
        Indexed indexed =
                new Indexing(source.encoder(), Components.discover(), overrides, images, stage, out).run(update);
        double seconds = (System.nanoTime() - start) / 1e9;
        results.print(json(indexed, seconds), text(indexed, seconds));
        return 0;
    }

    private ObjectNode json(Indexed indexed, double seconds) {
        ObjectNode json = JsonNodeFactory.instance.objectNode()
                .put("pictures", indexed.pictures())
                .put("embedded", indexed.embedded())
                .put("removed", indexed.removed())
                .put("dim", indexed.dimension())
                .put("index", out.toString())
                .put("seconds", seconds);
        indexed.unreadable().forEach(json.putArray("unreadable")::add);
        return json;
    }

    private String text(Indexed indexed, double seconds) {
        int bad = indexed.unreadable().size();
        return String.format(Locale.ROOT, "%d picture%s of %d values in %s, %d of them new or changed, %d gone or changed, in %.0f"
                        + " seconds%s",
                indexed.pictures(), indexed.pictures() == 1 ? "" : "s", indexed.dimension(), out, indexed.embedded(), indexed.removed(), seconds,
                bad == 0 ? "" : "; " + bad + " could not be decoded and " + (bad == 1 ? "is" : "are") + " not in it: "
                        + indexed.unreadable().stream().limit(NAMED).map(IndexOption::shown).collect(Collectors.joining(", "))
                        + (bad > NAMED ? " ..." : ""));
    }
}
