package org.s2r2.data.dataset;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** What files of a dataset are called. */
final class FileNames {

    private FileNames() {}

    /** The path of a file from a folder, with slashes on any system; its whole path where it does not lie below. */
    static String below(Path folder, Path file) {
        if (!file.startsWith(folder)) {
            return file.toString();
        }
        return StreamSupport.stream(folder.relativize(file).spliterator(), false)
                .map(Path::toString)
                .collect(Collectors.joining("/"));
    }
}
