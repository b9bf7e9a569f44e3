package org.s2r2.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.s2r2.checkpoint.SafetensorsHeader.Entry;
import org.s2r2.file.InputFile;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.HostArray;

/**
 * A safetensors file that is open to be read: what is in it is known, and arrays are read one by one, so that those which
 * nobody asks for take no memory and may have any type. Methods that take a name throw {@link IllegalArgumentException}
 * where there is no such array.
 */
public final class SafetensorsFile implements AutoCloseable {

    private static final int CHUNK_BYTES = 1 << 20;

    private final Path file;
    private final FileChannel channel;
    private final long dataStart;
    private final SafetensorsHeader header;

    private SafetensorsFile(Path file, FileChannel channel, long dataStart, SafetensorsHeader header) {
        this.file = file;
        this.channel = channel;
        this.dataStart = dataStart;
        this.header = header;
    }

    /**
     * Opens a file and reads its header.
     *
     * @throws InvalidInputException if the file is not there or is not well-formed safetensors
     */
    public static SafetensorsFile open(Path file) throws IOException {
        FileChannel channel = InputFile.open(file, "a safetensors file");
        try {
            long size = channel.size();
            long length = size < 8 ? -1 : chunk(file, channel, 8).getLong();
            if (length < 2 || length > Math.min(size - 8, SafetensorsHeader.LONGEST)) {
                throw SafetensorsHeader.broken(
                        file, "its header length is " + length + " in a file of " + size + " bytes");
            }
            byte[] text = chunk(file, channel, (int) length).array();
            long dataStart = 8 + length;
            return new SafetensorsFile(
                    file, channel, dataStart, SafetensorsHeader.parse(file, text, size - dataStart));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** The names of all arrays, in the header's order. */
    public Set<String> names() {
        return Collections.unmodifiableSet(header.entries().keySet());
    }

    /** What is noted in the file beside its arrays; empty where nothing is. */
    public Map<String, String> metadata() {
        return header.metadata();
    }

    /** The lengths of an array's axes. */
    public int[] shape(String name) {
        return entry(name).shape().clone();
    }

    /**
     * Reads an array as single precision: of type F32, or F16, BF16 or F64.
     *
     * @throws InvalidInputException if it has another type, or the file was cut off meanwhile
     */
    public HostArray read(String name) throws IOException {
        Entry entry = entry(name);
        StoredType type = entry.type();
        if (!type.readable()) {
            throw new InvalidInputException(file + ": found " + name + " of type " + type + ", expected one of "
                    + StoredType.READABLE.stream().map(Enum::name).collect(Collectors.joining(", ")));
        }
        channel.position(dataStart + entry.begin());
        float[] values = new float[(int) ((entry.end() - entry.begin()) / type.bytes())];
        int most = CHUNK_BYTES / type.bytes();
        for (int from = 0; from < values.length; from += most) {
            int count = Math.min(most, values.length - from);
            type.read(chunk(file, channel, type.bytes() * count), values, from, count);
        }
        return new HostArray(entry.shape().clone(), values);
    }

    StoredType type(String name) {
        return entry(name).type();
    }

    private Entry entry(String name) {
        Entry found = header.entries().get(name);
        if (found == null) {
            throw new IllegalArgumentException(file + ": no array is named " + name);
        }
        return found;
    }

    /** The next bytes. They are read and not mapped: a map of a file that becomes shorter meanwhile ends the process. */
    private static ByteBuffer chunk(Path file, FileChannel channel, int bytes) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (chunk.hasRemaining()) {
            if (channel.read(chunk) < 0) {
                throw SafetensorsHeader.broken(file, "it ended early while being read");
            }
        }
        return chunk.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
