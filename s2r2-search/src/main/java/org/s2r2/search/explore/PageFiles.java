package org.s2r2.search.explore;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files of the page, each under its own name and no other; all are in memory, so that no path is ever looked up. */
final class PageFiles {

    private static final List<String> NAMES = List.of(
            "index.html", "style.css", "parts.css", "icon.svg", "main.js", "server.js", "elements.js", "grid.js", "marks.js",
            "search.js", "lists.js", "map.js", "mapview.js", "mapdata.js", "drawing.js", "atlases.js", "legend.js");

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    private final Map<String, Answer> files = new HashMap<>();

    PageFiles() {
        for (String name : NAMES) {
            String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
            files.put(name.equals("index.html") ? "/" : "/" + name, new Answer(200, String.valueOf(type), content(name), false));
        }
    }

    Optional<Answer> at(String path) {
        return Optional.ofNullable(files.get(path));
    }

    private static byte[] content(String name) {
        try (InputStream in = PageFiles.class.getResourceAsStream("page/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks the page's " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
