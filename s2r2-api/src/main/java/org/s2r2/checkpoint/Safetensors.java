package org.s2r2.checkpoint;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.s2r2.file.InputFile;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.HostArray;

/**
 * Named single-precision arrays in the safetensors format: 8 bytes header length (little-endian), a JSON header of
 * {@code name: {dtype, shape, data_offsets}}, then the data. Written and read by Hugging Face's safetensors library
 * too. Reading trusts no length: offsets have to tile the file's data exactly, as that library demands.
 */
public final class Safetensors {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final long LONGEST_HEADER = 100_000_000;
    private static final int CHUNK_VALUES = 1 << 18;

    private Safetensors() {}

    private record Entry(String name, int[] shape, long begin, long end) {}

    /** Writes arrays to a new file, or over an old one, and has the file system keep it before returning. */
    public static void write(Path file, Map<String, HostArray> arrays) throws IOException {
        ObjectNode header = JSON.createObjectNode();
        long offset = 0;
        for (Map.Entry<String, HostArray> entry : arrays.entrySet()) {
            ObjectNode node = header.putObject(entry.getKey()).put("dtype", "F32");
            ArrayNode shape = node.putArray("shape");
            for (int length : entry.getValue().shape()) {
                shape.add(length);
            }
            long end = offset + 4L * entry.getValue().values().length;
            node.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        String text = header.toString();
        // The data begins at a multiple of 8, so that a reader can map it.
        byte[] bytes = (text + " ".repeat((8 - text.getBytes(StandardCharsets.UTF_8).length % 8) % 8))
                .getBytes(StandardCharsets.UTF_8);
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            writeFully(channel, ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(bytes.length).flip());
            writeFully(channel, ByteBuffer.wrap(bytes));
            for (HostArray array : arrays.values()) {
                ByteBuffer data = ByteBuffer.allocate(4 * array.values().length).order(ByteOrder.LITTLE_ENDIAN);
                data.asFloatBuffer().put(array.values());
                writeFully(channel, data);
            }
            channel.force(true);
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer data) throws IOException {
        while (data.hasRemaining()) {
            channel.write(data);
        }
    }

    /**
     * Reads every array of a file.
     *
     * @throws InvalidInputException if the file is not there, is not well-formed safetensors, or holds another type than
     *     F32
     */
    public static Map<String, HostArray> read(Path file) throws IOException {
        try (FileChannel channel = InputFile.open(file, "a safetensors file")) {
            long size = channel.size();
            long headerLength = size < 8 ? -1 : chunk(file, channel, 8).getLong();
            if (headerLength < 2 || headerLength > Math.min(size - 8, LONGEST_HEADER)) {
                throw broken(file, "its header length is " + headerLength + " in a file of " + size + " bytes");
            }
            byte[] header = chunk(file, channel, (int) headerLength).array();
            long dataStart = 8 + headerLength;
            Map<String, HostArray> arrays = new LinkedHashMap<>();
            for (Entry entry : entries(file, header, size - dataStart)) {
                channel.position(dataStart + entry.begin);
                float[] values = new float[(int) ((entry.end - entry.begin) / 4)];
                for (int from = 0; from < values.length; from += CHUNK_VALUES) {
                    int count = Math.min(CHUNK_VALUES, values.length - from);
                    chunk(file, channel, 4 * count).asFloatBuffer().get(values, from, count);
                }
                arrays.put(entry.name, new HostArray(entry.shape, values));
            }
            return arrays;
        }
    }

    /** The next bytes. They are read and not mapped: a map of a file that becomes shorter meanwhile ends the process. */
    private static ByteBuffer chunk(Path file, FileChannel channel, int bytes) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (chunk.hasRemaining()) {
            if (channel.read(chunk) < 0) {
                throw broken(file, "it ended early while being read");
            }
        }
        return chunk.flip();
    }

    private static List<Entry> entries(Path file, byte[] header, long dataLength) {
        JsonNode root;
        try {
            root = JSON.readTree(header);
        } catch (IOException e) {
            // Besides what is no JSON: bytes that are no text.
            throw new InvalidInputException(file + ": not a safetensors file: its header is not JSON", e);
        }
        if (!root.isObject()) {
            throw broken(file, "its header is not a JSON object");
        }
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<String, JsonNode> property : root.properties()) {
            if (!property.getKey().equals("__metadata__")) {
                entries.add(entry(file, property.getKey(), property.getValue()));
            }
        }
        long covered = 0;
        for (Entry entry : entries.stream().sorted(Comparator.comparingLong(Entry::begin).thenComparing(Entry::end)).toList()) {
            if (entry.begin != covered || entry.end > dataLength) {
                throw broken(file, "the data of " + entry.name + " lies at " + entry.begin + " to " + entry.end
                        + ", expected from " + covered + " within " + dataLength + " bytes");
            }
            covered = entry.end;
        }
        if (covered != dataLength) {
            throw broken(file, "its arrays take " + covered + " bytes of " + dataLength);
        }
        return entries;
    }

    private static Entry entry(Path file, String name, JsonNode node) {
        if (!node.path("dtype").asText().equals("F32")) {
            throw new InvalidInputException(file + ": " + name + " has type " + node.path("dtype").asText("none")
                    + "; only F32 is read");
        }
        JsonNode offsets = node.path("data_offsets");
        JsonNode lengths = node.path("shape");
        if (!offsets.isArray() || offsets.size() != 2 || !whole(offsets.get(0))
                || !whole(offsets.get(1)) || !lengths.isArray()) {
            throw broken(file, name + " has no shape or no data_offsets");
        }
        long begin = offsets.get(0).longValue();
        long end = offsets.get(1).longValue();
        int[] shape = new int[lengths.size()];
        long values = 1; // but for axes of length 0; beyond the largest array it stays, so that it cannot overflow
        boolean empty = false;
        for (int i = 0; i < shape.length; i++) {
            if (!lengths.get(i).isInt() || lengths.get(i).intValue() < 0) {
                throw broken(file, name + " has the shape " + lengths);
            }
            shape[i] = lengths.get(i).intValue();
            empty |= shape[i] == 0;
            values = values > Integer.MAX_VALUE ? values : values * Math.max(1, shape[i]);
        }
        if (begin < 0 || end < begin || values > Integer.MAX_VALUE / 4 || end - begin != (empty ? 0 : 4 * values)) {
            throw broken(file, name + " has the shape " + lengths + " and data from " + begin + " to " + end);
        }
        return new Entry(name, shape, begin, end);
    }

    private static boolean whole(JsonNode number) {
        return number.isInt() || number.isLong();
    }

    private static InvalidInputException broken(Path file, String why) {
        return new InvalidInputException(file + ": not a safetensors file: " + why);
    }
}
