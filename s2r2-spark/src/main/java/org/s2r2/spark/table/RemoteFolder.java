package org.s2r2.spark.table;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.s2r2.data.image.ImageFile;
import org.s2r2.settings.InvalidInputException;

/**
 * The files below a folder of a file system that Spark's Hadoop client knows.
 *
 * @param uri of the folder, without a slash at its end
 * @param names paths from the folder, with slashes
 * @param beginnings the first bytes of each file whose name does not say that it is a picture; empty for the others
 */
public record RemoteFolder(String uri, String[] names, byte[][] beginnings) implements Serializable {

    /** As many as tell every format of pictures. */
    private static final int BEGINNING = 64;

    /**
     * Lists a folder.
     *
     * @throws InvalidInputException if there is none, or nothing knows its file system
     */
    public static RemoteFolder list(String uri) {
        List<String> names = new ArrayList<>();
        List<byte[]> beginnings = new ArrayList<>();
        try {
            Path given = new Path(uri);
            FileSystem files = Storage.of(given);
            Path root = files.makeQualified(given);
            if (!files.getFileStatus(root).isDirectory()) {
                throw missing(uri, "which is a file");
            }
            RemoteIterator<LocatedFileStatus> found = files.listFiles(root, true);
            int start = root.toUri().getPath().length() + (root.isRoot() ? 0 : 1);
            while (found.hasNext()) {
                Path file = found.next().getPath();
                String name = file.toUri().getPath().substring(start);
                names.add(name);
                beginnings.add(ImageFile.hasImageName(java.nio.file.Path.of(name)) ? new byte[0] : beginning(files, file));
            }
            return new RemoteFolder(root.toString(), names.toArray(String[]::new), beginnings.toArray(byte[][]::new));
        } catch (FileNotFoundException e) {
            throw missing(uri, "which is not there");
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidInputException("--data: found '" + uri + "', which cannot be read: " + e.getMessage(), e);
        }
    }

    private static InvalidInputException missing(String uri, String found) {
        return new InvalidInputException("--data: found '" + uri + "', " + found + ", expected an existing folder of images");
    }

    private static byte[] beginning(FileSystem files, Path file) throws IOException {
        try (InputStream in = files.open(file)) {
            return in.readNBytes(BEGINNING);
        }
    }

    /** Copies a file into a local one, in the place of what is there. */
    void copy(String name, java.nio.file.Path to) {
        Path file = new Path(uri + "/" + name);
        try (InputStream in = Storage.of(file).open(file)) {
            Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
    }
}
