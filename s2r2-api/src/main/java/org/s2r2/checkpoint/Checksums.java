package org.s2r2.checkpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.s2r2.file.Sha256;
import org.s2r2.settings.InvalidInputException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The SHA-256 of every file of a checkpoint, as {@code sha256sum -c SHA256SUMS} reads them. */
final class Checksums {

    static final String FILE = "SHA256SUMS";

    private static final Logger LOG = LoggerFactory.getLogger(Checksums.class);
    private static final String LINE = "[0-9a-f]{64}  [A-Za-z0-9][A-Za-z0-9.]*";

    private Checksums() {}

    /** Sums up the files that are there. */
    static void write(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> entries = Files.list(folder)) {
            files = entries.sorted().toList();
        }
        StringBuilder lines = new StringBuilder();
        for (Path file : files) {
            lines.append(Sha256.of(file)).append("  ").append(file.getFileName()).append('\n');
        }
        Files.writeString(folder.resolve(FILE), lines);
    }

    /**
     * Compares the files with their sums. Where there are none, an older program wrote the checkpoint: the log says so.
     *
     * @throws InvalidInputException if a file is missing or another one than was written; the message names it
     */
    static void verify(Path folder) throws IOException {
        Path sums = folder.resolve(FILE);
        if (!Files.exists(sums)) {
            LOG.warn("{}: has no {}, and cannot be verified", folder, FILE);
            return;
        }
        // Not as UTF-8, which would refuse bytes that damage may have left.
        List<String> lines = Files.readString(sums, StandardCharsets.ISO_8859_1).lines().toList();
        for (String line : lines) {
            if (!line.matches(LINE)) {
                throw new InvalidInputException(sums + ": damaged: found a line that is not a SHA-256 and a file");
            }
            verify(folder.resolve(line.substring(66)), line.substring(0, 64));
        }
        requireListed(folder, lines.stream().map(line -> line.substring(66)).collect(Collectors.toSet()));
    }

    private static void verify(Path file, String expected) throws IOException {
        String found;
        try {
            found = Sha256.of(file);
        } catch (NoSuchFileException e) {
            throw new InvalidInputException(file + ": damaged: there is no such file", e);
        }
        if (!found.equals(expected)) {
            throw new InvalidInputException(
                    file + ": damaged: its SHA-256 is " + found + ", and that of the file written was " + expected);
        }
    }

    /** A list that was cut off may have lost whole lines. Hidden files are the file system's. */
    private static void requireListed(Path folder, Set<String> listed) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path file : entries.sorted().toList()) {
                String name = file.getFileName().toString();
                if (!name.equals(FILE) && !name.startsWith(".") && !listed.contains(name)) {
                    throw new InvalidInputException(folder.resolve(FILE) + ": damaged: it does not list " + name);
                }
            }
        }
    }
}
