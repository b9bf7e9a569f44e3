package org.s2r2.data.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Counts what a reader of folders passed over. */
final class LeftOut {

    int otherFiles;
    int besideClasses;
    int emptyFolders;
    int closedFolders;
    int loops;
    int runs;

    /** One line, such as "left out: 6 files of other formats, 4 images beside the classes"; empty where it is nothing. */
    Optional<String> line() {
        List<String> parts = new ArrayList<>();
        add(parts, otherFiles, "file of another format", "files of other formats");
        add(parts, besideClasses, "image beside the classes", "images beside the classes");
        add(parts, emptyFolders, "folder without images", "folders without images");
        add(parts, closedFolders, "folder that may not be read", "folders that may not be read");
        add(parts, loops, "link to a folder that it lies in", "links to folders that they lie in");
        add(parts, runs, "folder of a run", "folders of runs");
        return parts.isEmpty() ? Optional.empty() : Optional.of("left out: " + String.join(", ", parts));
    }

    private static void add(List<String> parts, int count, String one, String many) {
        if (count > 0) {
            parts.add(count + " " + (count == 1 ? one : many));
        }
    }
}
