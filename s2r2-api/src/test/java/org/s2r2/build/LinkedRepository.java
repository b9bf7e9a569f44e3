package org.s2r2.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A local repository that has what {@link Maven#repository} has, by links, but for the artifacts of this project: these
 * can be installed into it, and nobody else sees them.
 *
 * @param path its folder
 * @param links into the other repository, which are taken away when this one is closed
 */
public record LinkedRepository(Path path, List<Path> links) implements AutoCloseable {

    /** Makes one in an empty folder. */
    public static LinkedRepository in(Path folder) throws IOException {
        Path original = Maven.repository();
        LinkedRepository linked = new LinkedRepository(folder, new ArrayList<>());
        linked.link(original, folder, "org");
        linked.link(original.resolve("org"), Files.createDirectory(folder.resolve("org")), "s2r2");
        return linked;
    }

    private void link(Path from, Path to, String except) throws IOException {
        try (Stream<Path> entries = Files.list(from)) {
            for (Path entry : entries.filter(path -> !path.endsWith(except)).toList()) {
                links.add(Files.createSymbolicLink(to.resolve(entry.getFileName()), entry));
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (Path link : links) {
            Files.delete(link);
        }
    }
}
