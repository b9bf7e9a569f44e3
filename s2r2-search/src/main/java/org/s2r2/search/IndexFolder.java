package org.s2r2.search;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.s2r2.settings.InvalidInputException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of an index, and which entries of it are the index's own: those with exactly the names that an index writes.
 * Nothing else is ever written over or deleted, and links are not followed.
 */
final class IndexFolder {

    private static final Logger LOG = LoggerFactory.getLogger(IndexFolder.class);
    private static final String SUM = "[0-9a-f]{64}";

    /** Paths in the folder of what stays as long as the index does. */
    private static final Pattern LASTING = Pattern.compile("index\\.json|\\.indexing\\.lock");

    /** Paths of files that an index names, or that a process which was killed left. */
    private static final Pattern FILES = Pattern.compile("index\\.json\\.tmp"
            + "|(embeddings-" + SUM + "\\.npy|pictures-" + SUM + "\\.jsonl|(signatures|graph)-" + SUM + "\\.bin)"
            + "|(embeddings\\.npy|pictures\\.jsonl|signatures\\.bin|graph\\.bin)\\.new(\\.tmp)?"
            + "|work/(plan|part-[0-9]+)(\\.tmp)?"
            + "|pictures/[0-9a-f]{2}/" + SUM + "\\.png(\\.tmp)?");

    private static final Pattern FOLDERS = Pattern.compile("work|pictures|pictures/[0-9a-f]{2}");

    private final Path path;

    IndexFolder(Path path) {
        this.path = path;
    }

    /**
     * Requires that an index can be written here: there is nothing yet, an index, or what a process left that began one. Files
     * of others may lie beside an index, which leaves them as they are.
     *
     * @throws InvalidInputException if there is something else, which the message names
     */
    void requireOwn() throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        boolean isIndex = IndexManifest.isIn(path);
        if (isIndex) {
            IndexManifest.read(path);
        }
        Optional<Path> other = Files.isDirectory(path) ? other(path, isIndex) : Optional.of(path);
        if (other.isPresent()) {
            throw new InvalidInputException(path + ": found something else than an index, "
                    + (Files.isSymbolicLink(other.get()) ? "the link " : "") + "'" + other.get()
                    + "', expected a folder that is not there yet, is empty, or is an index");
        }
    }

    /**
     * The first entry at any depth that is not the index's own.
     *
     * @param beside whether entries with other names than an index's are allowed
     */
    private Optional<Path> other(Path folder, boolean beside) throws IOException {
        for (Path entry : list(folder)) {
            boolean folders = is(FOLDERS, entry);
            boolean files = is(FILES, entry) || is(LASTING, entry);
            boolean wrongKind = folders && !isFolder(entry) || files && !isFile(entry);
            // A process that writes the index may have moved the entry meanwhile.
            if (wrongKind && Files.exists(entry, LinkOption.NOFOLLOW_LINKS) || !folders && !files && !beside) {
                return Optional.of(entry);
            }
            Optional<Path> deeper = folders ? other(entry, beside) : Optional.empty();
            if (deeper.isPresent()) {
                return deeper;
            }
        }
        return Optional.empty();
    }

    /**
     * The index's own files in a folder, at any depth, but for those that last as long as the index.
     *
     * @param folder this one, or one in it
     */
    List<Path> files(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        if (!folder.equals(path) && !isFolder(folder)) {
            return files;
        }
        for (Path entry : list(folder)) {
            if (is(FOLDERS, entry)) {
                files.addAll(files(entry));
            } else if (is(FILES, entry) && isFile(entry)) {
                files.add(entry);
            }
        }
        return files;
    }

    /** Deletes one of the index's own folders, and those in it, where they are empty. */
    void deleteIfEmpty(Path folder) throws IOException {
        if (!is(FOLDERS, folder) || !isFolder(folder)) {
            return;
        }
        for (Path entry : list(folder)) {
            deleteIfEmpty(entry);
        }
        if (list(folder).isEmpty()) {
            Files.delete(folder);
        }
    }

    private boolean is(Pattern names, Path entry) {
        return names.matcher(path.relativize(entry).toString().replace(File.separatorChar, '/')).matches();
    }

    private static boolean isFolder(Path entry) {
        return Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isFile(Path entry) {
        return Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS);
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (NoSuchFileException e) {
            LOG.debug("a process that writes the index deleted it meanwhile", e);
            return List.of();
        }
    }
}
