package org.s2r2.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.s2r2.search.Duplicates;
import org.s2r2.search.PictureIndex;
import org.s2r2.settings.InvalidInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "duplicates",
        description = "Finds groups of pictures of an index that are nearly the same: resized, recompressed or mirrored copies.",
        mixinStandardHelpOptions = true)
final class DuplicatesCommand implements Callable<Integer> {

    @Mixin
    private IndexOption index;

    @Option(
            names = "--threshold",
            paramLabel = "S",
            description = "The least similarity of two copies, -1 to 1; " + Duplicates.THRESHOLD + " if absent.")
    private float threshold = Duplicates.THRESHOLD;

    @Mixin
    private Results results;

    @Override
    public Integer call() throws IOException {
        if (!(threshold >= -1 && threshold <= 1)) {
            throw new InvalidInputException("--threshold: found " + threshold + ", expected from -1 to 1");
        }
        try (PictureIndex open = index.open()) {
            List<List<Integer>> groups = Duplicates.groups(open, threshold);
            results.print(json(open, groups), text(open, groups));
        }
        return 0;
    }

    private ObjectNode json(PictureIndex index, List<List<Integer>> groups) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("threshold", threshold);
        ArrayNode all = json.putArray("groups");
        for (List<Integer> group : groups) {
            ArrayNode pictures = all.addArray();
            group.forEach(picture -> pictures.add(IndexOption.json(index, picture)));
        }
        return json;
    }

    private String text(PictureIndex index, List<List<Integer>> groups) {
        StringBuilder text = new StringBuilder();
        for (List<Integer> group : groups) {
            group.forEach(picture -> text.append(IndexOption.shown(index, picture)).append(System.lineSeparator()));
            text.append(System.lineSeparator());
        }
        int pictures = groups.stream().mapToInt(List::size).sum();
        return text.append(groups.size()).append(groups.size() == 1 ? " group with " : " groups with ").append(pictures).append(" of ").append(index.size())
                .append(" pictures at a similarity of ").append(threshold).append(" or more").toString();
    }
}
