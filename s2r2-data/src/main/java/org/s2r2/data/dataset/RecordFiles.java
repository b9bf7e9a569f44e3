package org.s2r2.data.dataset;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.s2r2.file.InputFile;
import org.s2r2.settings.InvalidInputException;

/**
 * Files of records of one length, one after the other, of which one record at a time is read, however large they are. May
 * be read by several threads at once.
 *
 * <p>They are not mapped into memory: where a mapped file becomes shorter, records are zeros for a while and an error then
 * ends whatever runs. Nor are they channels, which the interruption of one reader closes for all.
 */
final class RecordFiles implements AutoCloseable {

    /** One of the files; the lock of {@code data} guards its position. */
    private record Part(Path path, RandomAccessFile data, long records) {}

    private final List<Part> parts = new ArrayList<>();
    private final int recordBytes;
    private final int size;

    /**
     * Opens files.
     *
     * @throws InvalidInputException if a file is empty or ends within a record
     */
    RecordFiles(List<Path> files, int recordBytes) throws IOException {
        this.recordBytes = recordBytes;
        try {
            long records = 0;
            for (Path file : files) {
                long count = records(file);
                parts.add(new Part(file, new RandomAccessFile(file.toFile(), "r"), count));
                records += count;
            }
            if (records > Integer.MAX_VALUE) {
                throw new InvalidInputException(
                        files + " have " + records + " records, expected at most " + Integer.MAX_VALUE);
            }
            size = (int) records;
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private long records(Path file) throws IOException {
        try (FileChannel channel = InputFile.open(file, "records of " + recordBytes + " bytes")) {
            long length = channel.size();
            if (length == 0 || length % recordBytes != 0) {
                throw new InvalidInputException(file + " has " + length + " bytes, expected a positive multiple of "
                        + recordBytes);
            }
            return length / recordBytes;
        }
    }

    /** The number of records. */
    int size() {
        return size;
    }

    /**
     * A copy of one record.
     *
     * @throws InvalidInputException if its file has become shorter, or cannot be read any more
     */
    byte[] record(int index) {
        long left = Objects.checkIndex(index, size);
        for (Part part : parts) {
            if (left < part.records) {
                return read(part, left);
            }
            left -= part.records;
        }
        throw new IllegalStateException("record " + index + " lies behind the last file");
    }

    private byte[] read(Part part, long index) {
        byte[] record = new byte[recordBytes];
        try {
            synchronized (part.data) {
                part.data.seek(index * recordBytes);
                part.data.readFully(record);
            }
            return record;
        } catch (EOFException e) {
            throw new InvalidInputException(part.path + ": ended within record " + index + " of " + part.records
                    + ", expected a file that stays as long as it was when it was opened", e);
        } catch (IOException e) {
            throw new InvalidInputException(part.path + ": record " + index + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            for (Part part : parts) {
                part.data.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a file that was only read cannot be closed: " + e.getMessage(), e);
        }
    }
}
