package org.s2r2.data;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.s2r2.file.InputFile;
import org.s2r2.settings.InvalidInputException;

/**
 * Files of records of one length, one after the other, mapped into memory and not held on the heap, however large they
 * are. May be read by several threads at once. The maps end when the garbage collector finds them unused.
 */
final class MappedRecords {

    private final List<MappedByteBuffer> maps = new ArrayList<>();
    private final int recordBytes;
    private final int size;

    /** @param mapBytes the most bytes of one map, at least one record */
    MappedRecords(List<Path> files, int recordBytes, int mapBytes) throws IOException {
        this.recordBytes = recordBytes;
        long records = 0;
        for (Path file : files) {
            records += map(file, mapBytes / recordBytes * recordBytes);
        }
        if (records > Integer.MAX_VALUE) {
            throw new InvalidInputException(
                    files + " have " + records + " records, expected at most " + Integer.MAX_VALUE);
        }
        this.size = (int) records;
    }

    /**
     * Maps files.
     *
     * @throws InvalidInputException if a file is empty or ends within a record
     */
    static MappedRecords open(List<Path> files, int recordBytes) throws IOException {
        return new MappedRecords(files, recordBytes, Integer.MAX_VALUE);
    }

    private long map(Path file, int mapBytes) throws IOException {
        try (FileChannel channel = InputFile.open(file, "records of " + recordBytes + " bytes")) {
            long length = channel.size();
            if (length == 0 || length % recordBytes != 0) {
                throw new InvalidInputException(file + " has " + length + " bytes, expected a positive multiple of "
                        + recordBytes);
            }
            for (long start = 0; start < length; start += mapBytes) {
                maps.add(channel.map(FileChannel.MapMode.READ_ONLY, start, Math.min(mapBytes, length - start)));
            }
            return length / recordBytes;
        }
    }

    /** The number of records. */
    int size() {
        return size;
    }

    /** A copy of one record. */
    byte[] record(int index) {
        int left = Objects.checkIndex(index, size);
        byte[] record = new byte[recordBytes];
        for (MappedByteBuffer map : maps) {
            int records = map.limit() / recordBytes;
            if (left < records) {
                map.get(left * recordBytes, record);
                return record;
            }
            left -= records;
        }
        throw new IllegalStateException("record " + index + " lies behind the last file");
    }
}
