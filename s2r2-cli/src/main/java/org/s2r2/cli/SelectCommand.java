package org.s2r2.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.s2r2.file.WholeFile;
import org.s2r2.search.PictureIndex;
import org.s2r2.search.Selection;
import org.s2r2.settings.InvalidInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "select",
        description = "Chooses pictures of an index to label first, the most useful first.",
        mixinStandardHelpOptions = true)
final class SelectCommand implements Callable<Integer> {

    /** How pictures are chosen. */
    enum By {
        DIVERSE,
        RANDOM
    }

    private static final class Reading extends WordConverter<By> {
        Reading() {
            super(By.class);
        }
    }

    @Mixin
    private IndexOption index;

    @Option(names = "--count", required = true, paramLabel = "N", description = "How many to choose.")
    private int count;

    @Option(
            names = "--by",
            defaultValue = "diverse",
            paramLabel = "HOW",
            converter = Reading.class,
            description = "diverse (the default): pictures that stand for all the others; random: for comparison.")
    private By by;

    @Option(names = "--seed", defaultValue = "0", paramLabel = "S", description = "Decides what chance decides, 0 by default.")
    private long seed;

    @Option(
            names = "--out",
            paramLabel = "LIST.txt",
            description = "Where the names go, one on each line: data.subsetFile of an experiment takes the list.")
    private Path out;

    @Mixin
    private Results results;

    @Override
    public Integer call() throws IOException {
        OutputFile.require("--out", out);
        try (PictureIndex open = index.open()) {
            BenchCommand.require("--count", count, 1, open.size());
            int[] chosen =
                    by == By.DIVERSE ? Selection.diverse(open, count, seed) : Selection.random(open, count, seed);
            List<String> names = IntStream.of(chosen).mapToObj(open::name).toList();
            if (out != null) {
                write(names);
            }
            results.print(json(open, chosen), out == null
                    ? names.stream().map(IndexOption::shown).collect(Collectors.joining(System.lineSeparator()))
                    : names.size() + " names in " + out + ", of " + open.size() + " pictures");
        }
        return 0;
    }

    private void write(List<String> names) throws IOException {
        for (String name : names) {
            if (NameLines.breaks(name)) {
                throw new InvalidInputException("--out: a name has a line break, which no list can hold: '" + name + "'");
            }
        }
        WholeFile.write(out, (String.join("\n", names) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private ObjectNode json(PictureIndex index, int[] chosen) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode pictures = json.putArray("selected");
        for (int picture : chosen) {
            pictures.add(IndexOption.json(index, picture));
        }
        if (out != null) {
            json.put("out", out.toString());
        }
        return json;
    }
}
