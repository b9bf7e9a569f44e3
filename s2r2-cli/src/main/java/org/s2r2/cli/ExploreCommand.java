package org.s2r2.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.Embedding;
import org.s2r2.experiment.EncoderSource;
import org.s2r2.experiment.RunFolder;
import org.s2r2.search.Indexing;
import org.s2r2.search.PictureIndex;
import org.s2r2.search.QueryEmbedder;
import org.s2r2.search.explore.Explorer;
import org.s2r2.settings.InvalidInputException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "explore",
        description = "Serves a page to this machine's browser: search by picture, a map of all pictures, near-duplicates,"
                + " outliers, and what to label first. Runs until Ctrl-C.",
        mixinStandardHelpOptions = true)
final class ExploreCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(ExploreCommand.class);
    private static final int MOST_PORTS = 65_535;

    /** Whoever sees the page need not know the paths that the log names. */
    private static final String NO_ENCODER = "Pictures of your own cannot be searched for: the encoder of this index is not there any"
            + " more, or embeds otherwise by now. The command's window says more.";

    @Parameters(
            paramLabel = "INDEX|RUN",
            description = "The folder of an index; or the folder of a run, whose test images are indexed into RUN/index first,"
                    + " unless that index is there.")
    private Path folder;

    @Option(
            names = "--beside",
            paramLabel = "INDEX",
            description = "Another index of the same pictures, such as that of an earlier checkpoint: its map is shown beside.")
    private Path beside;

    @Option(names = "--port", defaultValue = "0", paramLabel = "N", description = "The port; one that is free if absent.")
    private int port;

    @Option(
            names = "--bind",
            defaultValue = "127.0.0.1",
            paramLabel = "ADDRESS",
            description = "The address to listen on. With another than 127.0.0.1, the default, whoever reaches this machine and"
                    + " has the token sees the pictures, and the network can read them: there is no encryption.")
    private String bind;

    @Option(names = "--open", description = "Opens the page in the browser of this system.")
    private boolean open;

    @Mixin
    private ExperimentOptions options;

    @Mixin
    private Results results;

    @Override
    public Integer call() throws IOException {
        BenchCommand.require("--port", port, 0, MOST_PORTS);
        if (bind.isBlank()) {
            throw new InvalidInputException("--bind: found nothing, expected an address of this machine");
        }
        Components components = Components.discover();
        Path shown = isRun() ? folder.resolve("index") : folder;
        boolean wasThere = PictureIndex.isIn(shown);
        if (isRun() && !wasThere) {
            index(components, shown);
        }
        try (PictureIndex index = PictureIndex.open(shown)) {
            QueryEmbedder.Sought sought = QueryEmbedder.seek(index, components, options.overrides());
            if (sought.found().isEmpty()) {
                LOG.warn("{}; it is shown as it is, without search by pictures of your own; to have that, {}", sought.reason(),
                        sought.advice());
            } else if (isRun() && wasThere) {
                LOG.info("{} is there already and is shown as it is; ./s2r2 index {} --data test --update --out {} brings it up to"
                        + " date", shown, folder, shown);
            }
            serve(index, sought);
        }
        return 0;
    }

    private void serve(PictureIndex index, QueryEmbedder.Sought sought) throws IOException {
        try (QueryEmbedder embedder = sought.found().orElse(null);
                PictureIndex other = beside == null ? null : PictureIndex.open(beside);
                Explorer explorer = embedder == null
                        ? Explorer.serveWithoutEncoder(index, NO_ENCODER, Optional.ofNullable(other), bind, port)
                        : Explorer.serve(index, embedder::embed, Optional.ofNullable(other), bind, port)) {
            results.print(JsonNodeFactory.instance.objectNode().put("address", explorer.address()), explorer.address());
            LOG.info("serves {} until Ctrl-C", index.description());
            if (!explorer.elsewhere().isEmpty()) {
                LOG.info("other machines reach it under {} with the same ?token= behind it; nothing is encrypted on the way",
                        String.join(", ", explorer.elsewhere()));
            }
            if (open) {
                Browser.open(explorer.address());
            }
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            LOG.debug("the page is served no more", e);
            Thread.currentThread().interrupt();
        }
    }

    private boolean isRun() {
        return Files.isRegularFile(new RunFolder(folder).configFile());
    }

    /** Indexes the test images of the run, or goes on where that was interrupted. */
    private void index(Components components, Path index) throws IOException {
        LOG.info("indexes the test images of {} into {}", folder, index);
        EncoderSource source = EncoderSource.at(folder, null);
        Indexing.Indexed made = new Indexing(source, components, options.overrides(), Embedding.Source.parse("test"),
                Stage.BACKBONE, index).run(false);
        if (made.pictures() == 0) {
            throw new InvalidInputException(folder + ": found no test images, expected some to show");
        }
    }
}
