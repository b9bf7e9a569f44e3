package org.s2r2.data.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.s2r2.data.image.ImageFile;
import org.s2r2.data.image.ImageFiles.OnBadImage;
import org.s2r2.file.AbsolutePath;
import org.s2r2.file.IoReason;
import org.s2r2.settings.InvalidInputException;

/**
 * The pictures below a folder, at any depth, those beside its sub-folders apart. What is hidden, what other programs leave
 * behind, and the folders of runs are passed over; what else is no picture is counted.
 */
final class ImageTree {

    /** Folders that systems and programs leave among pictures; they are neither classes nor counted. */
    private static final Set<String> NOBODYS = Set.of("__MACOSX", "@eaDir", "lost+found", "$RECYCLE.BIN");

    private static final Set<String> NOBODYS_FILES = Set.of("Thumbs.db", "desktop.ini");

    private final OnBadImage onBad;
    private final LeftOut leftOut = new LeftOut();
    private final List<Path> flat = new ArrayList<>();
    private final TreeMap<String, List<Path>> folders = new TreeMap<>();

    private ImageTree(OnBadImage onBad) {
        this.onBad = onBad;
    }

    /**
     * Lists a folder.
     *
     * @param onBad whether a folder that may not be read, or a link to a folder that it lies in, ends everything
     * @throws InvalidInputException if the folder itself may not be read, or one below it and that ends everything
     */
    static ImageTree of(Path root, OnBadImage onBad) {
        ImageTree tree = new ImageTree(onBad);
        List<Path> sub = new ArrayList<>();
        List<Path> above = List.of(tree.real(root));
        tree.list(root, tree.flat, sub, true);
        for (Path folder : sub) {
            List<Path> images = new ArrayList<>();
            int refused = tree.leftOut.closedFolders + tree.leftOut.loops;
            tree.walk(folder, above, images);
            if (images.isEmpty()) {
                tree.leftOut.emptyFolders += tree.leftOut.closedFolders + tree.leftOut.loops > refused ? 0 : 1;
            } else {
                Collections.sort(images);
                tree.folders.put(folder.getFileName().toString(), images);
            }
        }
        Collections.sort(tree.flat);
        return tree;
    }

    /** The names of a folder's sub-folders, sorted, but for those that are passed over. */
    static List<String> subFolders(Path root) {
        try (Stream<Path> entries = Files.list(root)) {
            return entries.filter(entry -> !isPassedOver(entry) && Files.isDirectory(entry) && !isRun(entry))
                    .map(entry -> entry.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw unlisted(root, e);
        } catch (UncheckedIOException e) {
            throw unlisted(root, cause(e));
        }
    }

    /** The pictures in the folder itself, sorted. */
    List<Path> flat() {
        return flat;
    }

    /** The sub-folders with pictures, by name, each with its pictures sorted. */
    TreeMap<String, List<Path>> folders() {
        return folders;
    }

    /** What was passed over. */
    LeftOut leftOut() {
        return leftOut;
    }

    private void walk(Path folder, List<Path> above, List<Path> images) {
        Path real = real(folder);
        if (above.contains(real)) {
            refuse(folder, "is a link to a folder that it lies in");
            leftOut.loops++;
            return;
        }
        List<Path> path = new ArrayList<>(above);
        path.add(real);
        List<Path> sub = new ArrayList<>();
        list(folder, images, sub, false);
        sub.forEach(child -> walk(child, path, images));
    }

    private void list(Path folder, List<Path> images, List<Path> sub, boolean root) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                entry(entry, images, sub);
            }
        } catch (IOException e) {
            if (root) {
                throw unlisted(folder, e);
            }
            refuse(folder, "may not be read");
            leftOut.closedFolders++;
        } catch (DirectoryIteratorException e) {
            throw unlisted(folder, cause(e));
        }
    }

    /** Both kinds of exception that a listing throws between its entries have one. */
    private static IOException cause(RuntimeException e) {
        return (IOException) Objects.requireNonNull(e.getCause(), "an exception of a listing has a cause");
    }

    private static InvalidInputException unlisted(Path folder, IOException e) {
        return new InvalidInputException(folder + ": cannot be listed (" + IoReason.of(e) + ")", e);
    }

    private void entry(Path entry, List<Path> images, List<Path> sub) throws IOException {
        if (isPassedOver(entry)) {
            return;
        }
        if (Files.isDirectory(entry)) {
            if (isRun(entry)) {
                leftOut.runs++;
            } else {
                sub.add(entry);
            }
        } else if (Files.isRegularFile(entry) && isImage(entry)) {
            images.add(entry);
        } else {
            leftOut.otherFiles++;
        }
    }

    private static boolean isPassedOver(Path entry) {
        String name = entry.getFileName().toString();
        return name.startsWith(".") || NOBODYS.contains(name) || NOBODYS_FILES.contains(name);
    }

    /** Of a file that may not be read the name decides. */
    private static boolean isImage(Path file) {
        try {
            return ImageFile.isImage(file);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isRun(Path folder) {
        return Files.exists(folder.resolve("config.yaml"))
                && (Files.exists(folder.resolve("provenance.json")) || Files.isDirectory(folder.resolve("checkpoints")));
    }

    private Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            return AbsolutePath.of(folder);
        }
    }

    private void refuse(Path folder, String what) {
        if (onBad == OnBadImage.FAIL) {
            throw new InvalidInputException(folder + " " + what + " (onBadImage: skip leaves such folders out)");
        }
    }
}
