package org.s2r2.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import org.s2r2.search.Match;
import org.s2r2.search.PictureIndex;
import picocli.CommandLine.Parameters;

/** The index that a command looks in. */
final class IndexOption {

    /** Control characters, line breaks, and what turns the direction of the text behind it, so that a name seems to have another ending. */
    private static final Pattern MISLEADING = Pattern.compile("[\\p{Cc}\\u2028-\\u202e\\u2066-\\u2069]");

    @Parameters(paramLabel = "INDEX", description = "The folder of an index, as the command index writes it.")
    private Path folder;

    PictureIndex open() {
        return PictureIndex.open(folder);
    }

    /** The name of a picture as text shows it: line breaks, control characters and changes of direction in it are escaped. */
    static String shown(PictureIndex index, int picture) {
        return shown(index.name(picture));
    }

    static String shown(String name) {
        return MISLEADING.matcher(name)
                .replaceAll(found -> String.format(Locale.ROOT, "\\\\u%04x", (int) found.group().charAt(0)));
    }

    /** A picture of an index, with its class where it has one. */
    static ObjectNode json(PictureIndex index, int picture) {
        ObjectNode json = JsonNodeFactory.instance.objectNode()
                .put("picture", picture)
                .put("name", index.name(picture))
                .put("file", index.file(picture).toString());
        index.label(picture).ifPresent(label -> json.put("class", index.classNames().get(label)));
        return json;
    }

    static ObjectNode json(PictureIndex index, Match match) {
        return json(index, match.picture()).put("similarity", match.similarity());
    }
}
