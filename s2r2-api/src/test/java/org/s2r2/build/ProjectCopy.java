package org.s2r2.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** This project once more, so that it can be built while it is being built. */
public final class ProjectCopy {

    /** The project, seen from a module, where tests run. */
    public static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    private ProjectCopy() {}

    /** Copies the descriptions of the project and of its modules into a folder, and what they are built from. */
    public static void make(Path folder) throws IOException {
        Files.copy(PROJECT.resolve("pom.xml"), folder.resolve("pom.xml"));
        tree(PROJECT, ".mvn", folder);
        try (Stream<Path> entries = Files.list(PROJECT)) {
            for (Path module : entries.filter(entry -> Files.exists(entry.resolve("pom.xml"))).toList()) {
                Path copy = Files.createDirectory(folder.resolve(module.getFileName()));
                tree(module, "pom.xml", copy);
                if (Files.exists(module.resolve("src"))) {
                    tree(module, "src", copy);
                }
            }
        }
    }

    /** Copies a file, or a folder with all that is in it, into another folder, to the same place there. */
    public static void tree(Path from, String name, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from.resolve(name))) {
            for (Path path : paths.toList()) {
                Files.copy(path, to.resolve(from.relativize(path)));
            }
        }
    }
}
