package org.s2r2.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Absolute paths without "." and "..", of the files that the system would open: ".." behind a link is above what the link leads to. */
public final class AbsolutePath {

    private AbsolutePath() {}

    /**
     * @param path of a file, or of one that is not there
     * @throws UncheckedIOException if a folder that it leads through cannot be resolved
     */
    public static Path of(Path path) {
        Path at = path.toAbsolutePath().getRoot();
        for (Path name : path.toAbsolutePath()) {
            if (name.toString().equals("..")) {
                Path above = real(at).getParent();
                at = above == null ? at.getRoot() : above;
            } else if (!name.toString().equals(".")) {
                at = at.resolve(name);
            }
        }
        return at;
    }

    private static Path real(Path path) {
        try {
            return Files.exists(path) ? path.toRealPath() : path;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
