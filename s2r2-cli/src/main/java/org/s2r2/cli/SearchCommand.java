package org.s2r2.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.s2r2.data.image.BadImageException;
import org.s2r2.data.image.ImageFile;
import org.s2r2.data.image.RgbImage;
import org.s2r2.data.inspect.ContactSheet;
import org.s2r2.experiment.Components;
import org.s2r2.file.WholeFile;
import org.s2r2.search.Match;
import org.s2r2.search.PictureIndex;
import org.s2r2.search.QueryEmbedder;
import org.s2r2.settings.InvalidInputException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "search",
        description = "Finds the pictures of an index that are most similar to a picture, or to each picture of a folder.",
        mixinStandardHelpOptions = true)
final class SearchCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(SearchCommand.class);
    private static final int MOST_MATCHES = 10_000;
    private static final int MOST_ON_A_LINE = 50;
    private static final int MOST_LINES = 100;

    @Mixin
    private IndexOption index;

    @Option(
            names = "--image",
            required = true,
            paramLabel = "PICTURE|FOLDER",
            description = "What to look for: a picture, or a folder for each picture that lies in it, hidden files aside.")
    private Path image;

    @Option(names = "--top", defaultValue = "10", paramLabel = "N", description = "How many to find, 10 by default.")
    private int top;

    @Option(
            names = "--out",
            paramLabel = "SHEET.png",
            description = "Where a sheet goes: on each line a query, and to the right of it what was found.")
    private Path out;

    @Mixin
    private ExperimentOptions options;

    @Mixin
    private Results results;

    /** What was found for a picture. */
    private record Found(Path query, List<Match> matches) {}

    @Override
    public Integer call() throws IOException {
        BenchCommand.require("--top", top, 1, MOST_MATCHES);
        OutputFile.requirePng("--out", out);
        List<Path> queries = queries();
        try (PictureIndex open = index.open();
                QueryEmbedder embedder = QueryEmbedder.open(open, Components.discover(), options.overrides())) {
            List<Found> found = new ArrayList<>();
            List<RgbImage> cells = new ArrayList<>();
            List<String> unreadable = new ArrayList<>();
            for (Path query : queries) {
                try {
                    RgbImage picture = ImageFile.read(query);
                    found.add(new Found(query, open.nearest(embedder.embed(picture), top)));
                    if (out != null && cells.size() < MOST_LINES) {
                        cells.add(ContactSheet.cell(picture));
                    }
                } catch (BadImageException e) {
                    LOG.warn("Skipped a bad image: {}", e.getMessage());
                    unreadable.add(query.toString());
                }
            }
            if (found.isEmpty()) {
                throw new InvalidInputException("--image " + image + ": found no picture that can be decoded");
            }
            boolean drawn = false;
            try {
                if (out != null) {
                    WholeFile.write(out, sheet(open, found, cells).png());
                    drawn = true;
                }
            } finally {
                // What was found is said whatever becomes of the sheet.
                results.print(json(open, found, unreadable, drawn), text(open, found, unreadable, drawn));
            }
        }
        return 0;
    }

    private List<Path> queries() throws IOException {
        if (Files.isRegularFile(image)) {
            return List.of(image);
        }
        if (!Files.isDirectory(image)) {
            throw new InvalidInputException("--image " + image + ": there is no such file or folder, expected a picture or a"
                    + " folder of pictures");
        }
        List<Path> pictures = new ArrayList<>();
        try (Stream<Path> entries = Files.list(image)) {
            for (Path entry : entries.sorted().toList()) {
                if (Files.isRegularFile(entry) && !isHidden(entry) && ImageFile.isImage(entry)) {
                    pictures.add(entry);
                }
            }
        }
        if (pictures.isEmpty()) {
            throw new InvalidInputException("--image " + image + ": found no pictures in the folder, whose sub-folders are not"
                    + " looked into");
        }
        return pictures;
    }

    /** Data sets pass over such files too. */
    private static boolean isHidden(Path file) {
        return file.getFileName().toString().startsWith(".");
    }

    /** @param cells the first queries, at the size of the sheet */
    private static RgbImage sheet(PictureIndex index, List<Found> found, List<RgbImage> cells) {
        if (found.size() > MOST_LINES) {
            LOG.info("the sheet has the first {} of {} queries", MOST_LINES, found.size());
        }
        List<List<RgbImage>> lines = new ArrayList<>();
        Map<Integer, String> leftOut = new TreeMap<>();
        for (int i = 0; i < cells.size(); i++) {
            List<RgbImage> line = new ArrayList<>(List.of(cells.get(i)));
            List<Match> matches = found.get(i).matches;
            for (Match match : matches.subList(0, Math.min(MOST_ON_A_LINE, matches.size()))) {
                try {
                    line.add(ContactSheet.cell(ImageFile.read(index.file(match.picture()))));
                } catch (BadImageException e) {
                    leftOut.putIfAbsent(match.picture(), e.getMessage());
                }
            }
            lines.add(line);
        }
        // One line, however many: the disk of all of them may be gone.
        leftOut.values().stream().findFirst().ifPresent(first -> LOG.warn("Left out of the sheet: {} pictures that were found and can"
                + " be decoded no more, such as {}", leftOut.size(), first));
        return ContactSheet.of(lines);
    }

    private ObjectNode json(PictureIndex index, List<Found> found, List<String> unreadable, boolean drawn) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode queries = json.putArray("queries");
        for (Found one : found) {
            ArrayNode matches = queries.addObject().put("query", one.query.toString()).putArray("matches");
            one.matches.forEach(match -> matches.add(IndexOption.json(index, match)));
        }
        unreadable.forEach(json.putArray("unreadable")::add);
        if (drawn) {
            json.put("sheet", out.toString());
        }
        return json;
    }

    private String text(PictureIndex index, List<Found> found, List<String> unreadable, boolean drawn) {
        StringBuilder text = new StringBuilder();
        for (Found one : found) {
            text.append(IndexOption.shown(one.query.toString())).append(System.lineSeparator());
            for (Match match : one.matches) {
                text.append(String.format(Locale.ROOT, "  %7.4f  %s%n", match.similarity(),
                        IndexOption.shown(index, match.picture())));
            }
        }
        if (!unreadable.isEmpty()) {
            text.append(unreadable.size()).append(" could not be decoded: ").append(IndexOption.shown(String.join(", ", unreadable)))
                    .append(System.lineSeparator());
        }
        if (drawn) {
            text.append("sheet  ").append(out);
        }
        return text.toString();
    }
}
