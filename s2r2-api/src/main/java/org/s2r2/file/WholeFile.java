package org.s2r2.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Files that are whole or not there: the content goes to a temporary name beside the file, {@code NAME.tmp}, is kept by
 * the file system, and takes the file's name then. A file that is there already stays as it is until that moment.
 */
public final class WholeFile {

    private WholeFile() {}

    /** What is to be in a file. */
    public interface Content {
        /** Writes all of it; the stream is closed by the caller. */
        void writeTo(OutputStream out) throws IOException;
    }

    /** Writes a file over one that may be there already. */
    public static void write(Path file, byte[] content) throws IOException {
        write(file, out -> out.write(content));
    }

    /**
     * Writes a file over one that may be there already. Where the name is a link, the file behind it is replaced; a
     * pipe or a device gets the content directly.
     *
     * @throws IOException if it cannot be written, as on a full disk; the message names the file, and the temporary file is
     *     gone
     */
    public static void write(Path file, Content content) throws IOException {
        try {
            writeOrThrow(file, content);
        } catch (FileSystemException e) {
            throw e; // it names the file
        } catch (IOException e) {
            FileSystemException named =
                    new FileSystemException(file.toString(), null, "cannot be written (" + IoReason.of(e) + ")");
            named.initCause(e);
            throw named;
        }
    }

    private static void writeOrThrow(Path file, Content content) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
                content.writeTo(out);
            }
            return;
        }
        Path target = Files.exists(file) ? file.toRealPath() : file;
        Path temporary = target.resolveSibling(target.getFileName() + ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                            StandardOpenOption.TRUNCATE_EXISTING);
                    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel))) {
                content.writeTo(out);
                out.flush();
                channel.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
