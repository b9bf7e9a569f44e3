package org.s2r2.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.s2r2.data.fetch.DatasetFetcher;
import org.s2r2.data.fetch.DatasetFetcher.Fetched;
import org.s2r2.data.fetch.PublicDataset;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "fetch",
        description = "Downloads a dataset, checks and unpacks it; goes on where it was cut off before.",
        mixinStandardHelpOptions = true)
final class FetchCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "DATASET",
            description = "stl10 (2.6 GB), coco (images and annotations of 2017, 20 GB) or cifar10 (170 MB).")
    private PublicDataset dataset;

    @Option(names = "--dir", required = true, paramLabel = "D", description = "The folder to put it into.")
    private Path folder;

    @Option(
            names = "--url",
            paramLabel = "BASE",
            defaultValue = "",
            description = "A mirror to fetch from instead of the official host.")
    private String address;

    @Mixin
    private Results results;

    @Override
    public Integer call() throws IOException {
        Fetched fetched;
        try (FetchBar bar = new FetchBar()) {
            fetched = DatasetFetcher.fetch(dataset, folder, address, bar);
        }
        String name = dataset.name().toLowerCase(Locale.ROOT);
        ObjectNode json = JsonNodeFactory.instance.objectNode()
                .put("dataset", name)
                .put("path", fetched.path().toString());
        fetched.unpacked().forEach(json.putArray("unpacked")::add);
        String unpacked = fetched.unpacked().isEmpty()
                ? "nothing; it is there already"
                : String.join(", ", fetched.unpacked());
        results.print(json,
                "dataset       " + name + "\npath          " + fetched.path() + "\nunpacked      " + unpacked);
        return 0;
    }
}
