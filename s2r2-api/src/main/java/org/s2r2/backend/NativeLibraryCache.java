package org.s2r2.backend;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.s2r2.settings.InvalidInputException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folders into which an engine unpacks its native libraries: below the user's home. A process whose user the system
 * does not list, as in many containers, has no home for Java: {@code user.home} is {@code ?} then, and an engine that
 * does not look would write a folder of that name into the working directory.
 */
public final class NativeLibraryCache {

    private static final Logger LOG = LoggerFactory.getLogger(NativeLibraryCache.class);
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final Set<PosixFilePermission> WRITABLE_BY_OTHERS =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private NativeLibraryCache() {}

    /**
     * Directs an engine elsewhere if {@code user.home} is no folder that can be written: below the folder that the
     * environment variable HOME names, or else below a folder of the user's own among the temporary files, which the log
     * names. What the user has chosen stays.
     *
     * @param folders for each system property, or environment variable, in which the engine looks for a folder, its
     *     path below a home, such as {@code .djl.ai}
     * @throws InvalidInputException if there is no place to write
     */
    public static void locate(Map<String, String> folders) {
        List<String> open = folders.keySet().stream()
                .filter(property -> System.getProperty(property) == null && System.getenv(property) == null)
                .toList();
        if (!open.isEmpty()) {
            home(System.getProperty("user.home"), System.getenv("HOME"), Path.of(System.getProperty("java.io.tmpdir")))
                    .ifPresent(home -> open.forEach(
                            property -> System.setProperty(property, home.resolve(folders.get(property)).toString())));
        }
    }

    /**
     * The folder to take for the user's home.
     *
     * @param userHome what Java takes for it
     * @param home what the environment says
     * @param temporary the folder for temporary files
     * @return empty if Java is right
     */
    static Optional<Path> home(String userHome, @Nullable String home, Path temporary) {
        if (writable(userHome)) {
            return Optional.empty();
        }
        if (home != null && writable(home)) {
            return Optional.of(Path.of(home));
        }
        Path folder = own(temporary);
        LOG.info("user.home is {}, HOME is {}: neither is a folder that can be written; native libraries are unpacked in {}",
                userHome, home == null ? "not set" : home, folder);
        return Optional.of(folder);
    }

    private static boolean writable(String home) {
        try {
            Path folder = Path.of(home);
            return folder.isAbsolute() && Files.isDirectory(folder) && Files.isWritable(folder);
        } catch (InvalidPathException e) {
            return false; // a name that this locale cannot express
        }
    }

    /** A folder that nobody else can write: code is loaded from there. */
    private static Path own(Path temporary) {
        try {
            UserPrincipal user = user(temporary);
            Path folder = temporary.resolve("s2r2-" + user.getName().replaceAll("[^A-Za-z0-9._-]", "_"));
            boolean posix = Files.getFileStore(temporary).supportsFileAttributeView("posix");
            try {
                Files.createDirectory(folder, posix ? new FileAttribute<?>[] {PRIVATE} : new FileAttribute<?>[0]);
            } catch (FileAlreadyExistsException e) {
                requireOwn(folder, user, posix);
            }
            return folder;
        } catch (IOException e) {
            throw new InvalidInputException(temporary + ": cannot be written (" + e.getMessage()
                    + "), expected a place for native libraries: set HOME to a folder that can be written", e);
        }
    }

    /** The user as file systems name it: a number where the system does not list it. */
    private static UserPrincipal user(Path temporary) throws IOException {
        Path file = Files.createTempFile(temporary, "s2r2", null);
        try {
            return Files.getOwner(file);
        } finally {
            Files.delete(file);
        }
    }

    private static void requireOwn(Path folder, UserPrincipal user, boolean posix) throws IOException {
        UserPrincipal owner = Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS);
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) || !owner.equals(user)
                || posix && Files.getPosixFilePermissions(folder).stream().anyMatch(WRITABLE_BY_OTHERS::contains)) {
            throw new InvalidInputException(folder + ": found a file or folder of " + owner.getName()
                    + " that others may have written, expected a folder that only " + user.getName()
                    + " can write: remove it, or set HOME to a folder that can be written");
        }
    }
}
