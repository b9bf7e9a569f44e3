package org.s2r2.data;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.s2r2.settings.InvalidInputException;

/**
 * A file of records of one length, mapped into memory and not held on the heap, however large it is. May be read by
 * several threads at once. The maps end when the garbage collector finds them unused.
 */
final class MappedRecords {

    private final List<MappedByteBuffer> maps = new ArrayList<>();
    private final int recordBytes;
    private final int recordsPerMap;
    private final int size;

    private MappedRecords(Path file, int recordBytes, int mapBytes) throws IOException {
        this.recordBytes = recordBytes;
        this.recordsPerMap = mapBytes / recordBytes;
        try (FileChannel channel = FileChannel.open(file)) {
            long length = channel.size();
            if (length == 0 || length % recordBytes != 0) {
                throw new InvalidInputException(file + " has " + length + " bytes, expected a positive multiple of "
                        + recordBytes);
            }
            this.size = Math.toIntExact(length / recordBytes);
            long step = (long) recordsPerMap * recordBytes;
            for (long start = 0; start < length; start += step) {
                maps.add(channel.map(FileChannel.MapMode.READ_ONLY, start, Math.min(step, length - start)));
            }
        }
    }

    /**
     * Maps a file.
     *
     * @throws InvalidInputException if the file is empty or ends within a record
     */
    static MappedRecords open(Path file, int recordBytes) throws IOException {
        return open(file, recordBytes, Integer.MAX_VALUE);
    }

    /** @param mapBytes the most bytes of one map, at least one record */
    static MappedRecords open(Path file, int recordBytes, int mapBytes) throws IOException {
        return new MappedRecords(file, recordBytes, mapBytes);
    }

    /** The number of records. */
    int size() {
        return size;
    }

    /** A copy of one record. */
    byte[] record(int index) {
        Objects.checkIndex(index, size);
        byte[] record = new byte[recordBytes];
        maps.get(index / recordsPerMap).get(index % recordsPerMap * recordBytes, record);
        return record;
    }
}
