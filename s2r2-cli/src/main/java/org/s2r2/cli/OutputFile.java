package org.s2r2.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.s2r2.settings.InvalidInputException;

/** Files that a command is asked to write. */
final class OutputFile {

    private OutputFile() {}

    /**
     * Requires, before anything is computed, that a file can be written there.
     *
     * @param file null where it was not asked for
     */
    static void require(String option, Path file) {
        if (file == null) {
            return;
        }
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent) || Files.isDirectory(file)) {
            throw new InvalidInputException(option + ": found '" + file + "', expected a file in an existing folder");
        }
    }

    /**
     * {@link #require(String, Path)} of a picture, which is written as PNG.
     *
     * @param file null where it was not asked for
     */
    static void requirePng(String option, Path file) {
        require(option, file);
        if (file != null && !file.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
            throw new InvalidInputException(option + ": found '" + file + "', expected a name that ends in .png");
        }
    }
}
