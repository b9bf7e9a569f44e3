package org.s2r2.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The safetensors format by its description alone, for good files: what other programs would read, and files that they
 * would write.
 *
 * @param metadata names with text
 * @param arrays by their names
 */
record PlainSafetensors(Map<String, String> metadata, Map<String, Array> arrays) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * @param type as in the header, such as {@code F32}
     * @param shape the lengths of the axes, such as {@code [64, 3, 7, 7]}
     * @param bytes little-endian
     */
    record Array(String type, String shape, byte[] bytes) {

        static Array floats(String shape, float... values) {
            ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(values);
            return new Array("F32", shape, bytes.array());
        }

        float[] floats() {
            float[] values = new float[bytes.length / 4];
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
            return values;
        }
    }

    static PlainSafetensors read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        byte[] text = new byte[(int) bytes.getLong()];
        bytes.get(text);
        int dataStart = bytes.position();
        Map<String, String> metadata = new LinkedHashMap<>();
        Map<String, Array> arrays = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : JSON.readTree(text).properties()) {
            JsonNode value = entry.getValue();
            if (entry.getKey().equals("__metadata__")) {
                value.properties().forEach(note -> metadata.put(note.getKey(), note.getValue().textValue()));
                continue;
            }
            int begin = value.get("data_offsets").get(0).intValue();
            byte[] data = new byte[value.get("data_offsets").get(1).intValue() - begin];
            bytes.get(dataStart + begin, data);
            String shape = value.get("shape").toString().replace(",", ", ");
            arrays.put(entry.getKey(), new Array(value.get("dtype").textValue(), shape, data));
        }
        return new PlainSafetensors(metadata, arrays);
    }

    Path write(Path file) throws IOException {
        ObjectNode header = JSON.createObjectNode();
        metadata.forEach(header.putObject("__metadata__")::put);
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (Map.Entry<String, Array> entry : arrays.entrySet()) {
            Array array = entry.getValue();
            ObjectNode node = header.putObject(entry.getKey()).put("dtype", array.type);
            node.set("shape", JSON.readTree(array.shape));
            node.putArray("data_offsets").add(data.size()).add(data.size() + array.bytes.length);
            data.write(array.bytes);
        }
        byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer whole = ByteBuffer.allocate(8 + text.length + data.size()).order(ByteOrder.LITTLE_ENDIAN);
        return Files.write(file, whole.putLong(text.length).put(text).put(data.toByteArray()).array());
    }

    /** The same with an array more, or in the place of one of that name. */
    PlainSafetensors with(String name, Array array) {
        Map<String, Array> changed = new LinkedHashMap<>(arrays);
        changed.put(name, array);
        return new PlainSafetensors(metadata, changed);
    }

    PlainSafetensors without(String name) {
        Map<String, Array> changed = new LinkedHashMap<>(arrays);
        changed.remove(name);
        return new PlainSafetensors(metadata, changed);
    }
}
