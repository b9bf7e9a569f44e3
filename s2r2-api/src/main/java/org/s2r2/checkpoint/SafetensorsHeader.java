package org.s2r2.checkpoint;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.HostArray;

/**
 * The JSON header of a safetensors file: {@code name: {dtype, shape, data_offsets}} for every array, and under {@code
 * __metadata__} names with text.
 *
 * @param metadata what the file notes beside its arrays
 * @param entries where each array is, in the header's order
 */
record SafetensorsHeader(Map<String, String> metadata, Map<String, Entry> entries) {

    /** The most bytes that are read; that of Hugging Face's library too. */
    static final long LONGEST = 100_000_000;

    private static final String METADATA = "__metadata__";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * Where an array is.
     *
     * @param shape the lengths of its axes
     * @param begin its first byte, counted from the end of the header
     * @param end the byte behind its last
     */
    record Entry(String name, StoredType type, int[] shape, long begin, long end) {}

    /** The header of arrays that follow each other as F32, padded so that the data begins at a multiple of 8. */
    static byte[] write(Map<String, HostArray> arrays, Map<String, String> metadata) {
        ObjectNode header = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode notes = header.putObject(METADATA);
            metadata.forEach(notes::put);
        }
        long offset = 0;
        for (Map.Entry<String, HostArray> entry : arrays.entrySet()) {
            ObjectNode node = header.putObject(entry.getKey()).put("dtype", StoredType.F32.name());
            ArrayNode shape = node.putArray("shape");
            for (int length : entry.getValue().shape()) {
                shape.add(length);
            }
            long end = offset + 4L * entry.getValue().values().length;
            node.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        String text = header.toString();
        return (text + " ".repeat((8 - text.getBytes(StandardCharsets.UTF_8).length % 8) % 8))
                .getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads a header. It trusts no length: the arrays have to tile the data exactly, as Hugging Face's library demands.
     *
     * @param dataLength bytes behind the header
     * @throws InvalidInputException if it is not well-formed
     */
    static SafetensorsHeader parse(Path file, byte[] header, long dataLength) {
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
        Map<String, String> metadata = Map.of();
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> property : root.properties()) {
            if (property.getKey().equals(METADATA)) {
                metadata = metadata(file, property.getValue());
            } else {
                entries.put(property.getKey(), entry(file, property.getKey(), property.getValue()));
            }
        }
        requireTiles(file, entries, dataLength);
        return new SafetensorsHeader(metadata, entries);
    }

    private static Map<String, String> metadata(Path file, JsonNode node) {
        Map<String, String> metadata = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> note : node.properties()) {
            if (note.getValue().isTextual()) {
                metadata.put(note.getKey(), note.getValue().textValue());
            }
        }
        if (!node.isObject() || metadata.size() != node.size()) {
            throw broken(file, "its " + METADATA + " is not names with text");
        }
        return metadata;
    }

    private static void requireTiles(Path file, Map<String, Entry> entries, long dataLength) {
        List<Entry> inOrder = entries.values().stream()
                .sorted(Comparator.comparingLong(Entry::begin).thenComparing(Entry::end))
                .toList();
        long covered = 0;
        for (Entry entry : inOrder) {
            if (entry.begin != covered || entry.end > dataLength) {
                throw broken(file, "the data of " + entry.name + " lies at " + entry.begin + " to " + entry.end
                        + ", expected from " + covered + " within " + dataLength + " bytes");
            }
            covered = entry.end;
        }
        if (covered != dataLength) {
            throw broken(file, "its arrays take " + covered + " bytes of " + dataLength);
        }
    }

    private static Entry entry(Path file, String name, JsonNode node) {
        StoredType type = StoredType.named(node.path("dtype").asText())
                .orElseThrow(() -> broken(file, name + " has type " + node.path("dtype").asText("none")));
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
        if (begin < 0 || end < begin || values > Integer.MAX_VALUE / 4
                || end - begin != (empty ? 0 : type.bytes() * values)) {
            throw broken(file, name + " has the shape " + lengths + " and data from " + begin + " to " + end);
        }
        return new Entry(name, type, shape, begin, end);
    }

    private static boolean whole(JsonNode number) {
        return number.isInt() || number.isLong();
    }

    static InvalidInputException broken(Path file, String why) {
        return new InvalidInputException(file + ": not a safetensors file: " + why);
    }
}
