package org.s2r2.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.s2r2.file.LittleEndian;
import org.s2r2.file.WholeFile;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.HostArray;

/**
 * Named single-precision arrays in the safetensors format: 8 bytes header length (little-endian), a {@link
 * SafetensorsHeader}, then the data. Written and read by Hugging Face's safetensors library too. {@link SafetensorsFile}
 * reads arrays of other types, and some of them only.
 */
public final class Safetensors {

    private Safetensors() {}

    /** Writes arrays to a file, whole or not at all, and has the file system keep it before returning. */
    public static void write(Path file, Map<String, HostArray> arrays) throws IOException {
        write(file, arrays, Map.of());
    }

    /** The same with notes beside the arrays, each a name with text. */
    public static void write(Path file, Map<String, HostArray> arrays, Map<String, String> metadata)
            throws IOException {
        byte[] header = SafetensorsHeader.write(arrays, metadata);
        WholeFile.write(file, out -> {
            out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).array());
            out.write(header);
            for (HostArray array : arrays.values()) {
                LittleEndian.write(out, array.values());
            }
        });
    }

    /**
     * Reads every array of a file.
     *
     * @throws InvalidInputException if the file is not there, is not well-formed safetensors, or holds another type than
     *     F32
     */
    public static Map<String, HostArray> read(Path file) throws IOException {
        try (SafetensorsFile arrays = SafetensorsFile.open(file)) {
            for (String name : arrays.names()) {
                if (arrays.type(name) != StoredType.F32) {
                    throw new InvalidInputException(
                            file + ": " + name + " has type " + arrays.type(name) + "; only F32 is read");
                }
            }
            Map<String, HostArray> read = new LinkedHashMap<>();
            for (String name : arrays.names()) {
                read.put(name, arrays.read(name));
            }
            return read;
        }
    }
}
