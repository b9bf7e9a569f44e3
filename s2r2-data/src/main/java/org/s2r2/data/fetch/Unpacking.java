package org.s2r2.data.fetch;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * The files of an archive, written below a folder and never outside of it. Links, devices, names that lead out of the
 * folder and more bytes than expected are refused, and every file of a ZIP has to have the CRC-32 and the length that
 * the archive's directory says.
 */
final class Unpacking {

    private static final int TYPE_MASK = 0170000;
    private static final int FILE_TYPE = 0100000;
    private static final int FOLDER_TYPE = 0040000;

    private final Path archive;
    private final Path folder;
    private final long maxBytes;
    private final FetchProgress progress;
    private final byte[] buffer = new byte[1 << 16];
    private long written;

    private interface Unpacker {
        void run() throws IOException;
    }

    private Unpacking(Path archive, Path folder, long maxBytes, FetchProgress progress) {
        this.archive = archive;
        this.folder = folder;
        this.maxBytes = maxBytes;
        this.progress = progress;
    }

    /**
     * Unpacks a {@code .zip} or else a {@code .tar.gz} archive.
     *
     * @param folder an empty folder
     * @throws DamagedArchiveException if the archive is cut off or has anything in it that is refused
     * @throws IOException if the files cannot be written
     */
    static void unpack(Path archive, Path folder, long maxBytes, FetchProgress progress) throws IOException {
        Unpacking unpacking = new Unpacking(archive, folder, maxBytes, progress);
        if (archive.getFileName().toString().endsWith(".zip")) {
            unpacking.zip();
        } else {
            unpacking.tar();
        }
    }

    private void tar() throws IOException {
        try (InputStream file = Files.newInputStream(archive)) {
            reading(() -> {
                try (TarArchiveInputStream tar =
                        new TarArchiveInputStream(new GZIPInputStream(new BufferedInputStream(file, 1 << 16)))) {
                    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                        requirePlain(entry.getName(), isPlain(entry) && tar.canReadEntryData(entry));
                        unpack(entry.getName(), entry.isDirectory(), tar, -1);
                    }
                }
            });
        }
    }

    private static boolean isPlain(TarArchiveEntry entry) {
        return !entry.isLink() && !entry.isSymbolicLink() && !entry.isFIFO() && !entry.isBlockDevice()
                && !entry.isCharacterDevice();
    }

    private void zip() throws IOException {
        reading(() -> {
            try (ZipFile zip = ZipFile.builder().setPath(archive).get()) {
                long total = 0;
                for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
                    total += entry.getSize();
                }
                for (ZipArchiveEntry entry : Collections.list(zip.getEntriesInPhysicalOrder())) {
                    int type = entry.getUnixMode() & TYPE_MASK;
                    requirePlain(entry.getName(), (type == 0 || type == FILE_TYPE || type == FOLDER_TYPE)
                            && zip.canReadEntryData(entry));
                    try (InputStream content = zip.getInputStream(entry)) {
                        long before = written;
                        long crc = unpack(entry.getName(), entry.isDirectory(), content, total);
                        if (crc != entry.getCrc() || written - before != entry.getSize()) {
                            throw new DamagedArchiveException(archive + " is damaged: " + entry.getName() + " has "
                                    + (written - before) + " bytes and CRC-32 " + Long.toHexString(crc) + ", expected "
                                    + entry.getSize() + " and " + Long.toHexString(entry.getCrc()));
                        }
                    }
                }
            }
        });
    }

    /** Tells what is wrong with the archive from what is wrong with the disk. */
    private void reading(Unpacker unpacker) throws IOException {
        try {
            unpacker.run();
        } catch (WriteException e) {
            throw new IOException(e.getMessage(), e.getCause());
        } catch (DamagedArchiveException e) {
            throw e;
        } catch (IOException | IllegalArgumentException e) {
            throw new DamagedArchiveException(archive + " is damaged: " + e.getMessage(), e);
        }
    }

    private void requirePlain(String name, boolean plain) throws IOException {
        if (!plain) {
            throw new DamagedArchiveException(
                    archive + " holds " + name + ", which is a link or a device, expected files and folders");
        }
    }

    private long unpack(String name, boolean isFolder, InputStream content, long total) throws IOException {
        Path target = inside(name);
        try {
            Files.createDirectories(isFolder ? target : target.getParent());
        } catch (IOException e) {
            throw new WriteException(target + " cannot be made: " + e.getMessage(), e);
        }
        return isFolder ? 0 : write(target, content, total);
    }

    private Path inside(String name) throws IOException {
        try {
            Path relative = Path.of(name);
            Path target = folder.resolve(relative).normalize();
            boolean leadsOut = relative.isAbsolute() || name.contains("\\") || !target.startsWith(folder.normalize());
            for (Path step : relative) {
                leadsOut |= step.toString().equals("..");
            }
            if (!leadsOut) {
                return target;
            }
        } catch (InvalidPathException e) {
            throw new DamagedArchiveException(archive + " holds a file whose name no file can have", e);
        }
        throw new DamagedArchiveException(archive + " holds " + name + ", expected names inside of a folder");
    }

    private long write(Path target, InputStream content, long total) throws IOException {
        CRC32 crc = new CRC32();
        try (OutputStream out = create(target)) {
            for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
                written += count;
                if (written > maxBytes) {
                    throw new DamagedArchiveException(
                            archive + " unpacks to more than the " + maxBytes + " bytes expected");
                }
                crc.update(buffer, 0, count);
                try {
                    out.write(buffer, 0, count);
                } catch (IOException e) {
                    throw new WriteException(target + " cannot be written: " + e.getMessage(), e);
                }
                progress.at("unpack " + archive.getFileName(), written, total);
            }
        }
        return crc.getValue();
    }

    private OutputStream create(Path target) throws IOException {
        try {
            return Files.newOutputStream(target, StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw new DamagedArchiveException(archive + " holds " + folder.relativize(target) + " twice", e);
        } catch (IOException e) {
            throw new WriteException(target + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static final class WriteException extends IOException {

        private static final long serialVersionUID = 1L;

        WriteException(String message, IOException cause) {
            super(message, cause);
        }
    }
}
