package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads TensorBoard's event files, with checksums and decoding of its own. */
final class EventFiles {

    /** The polynomial of CRC-32C with its bits reversed. */
    private static final int CASTAGNOLI = 0x82f63b78;

    private static final int[] TABLE = table();

    private EventFiles() {}

    /**
     * An event.
     *
     * @param version of the file, in its first event; else null
     * @param starts whether a session starts
     * @param values numbers by their tags
     */
    record Event(double time, long step, String version, boolean starts, Map<String, Float> values) {}

    /** A field of a message: a whole number of 64 bits, or bytes. */
    private record Field(int number, long value, ByteBuffer bytes) {}

    private static int[] table() {
        int[] table = new int[256];
        for (int i = 0; i < 256; i++) {
            int rest = i;
            for (int bit = 0; bit < 8; bit++) {
                rest = (rest & 1) == 0 ? rest >>> 1 : rest >>> 1 ^ CASTAGNOLI;
            }
            table[i] = rest;
        }
        return table;
    }

    static int crc32c(byte[] bytes) {
        int rest = -1;
        for (byte b : bytes) {
            rest = rest >>> 8 ^ TABLE[(rest ^ b) & 0xff];
        }
        return ~rest;
    }

    private static void requireChecksum(int masked, byte[] bytes) {
        int turned = masked - 0xa282ead8;
        assertThat(turned >>> 17 | turned << 15).as("checksum").isEqualTo(crc32c(bytes));
    }

    /** The event files of a folder, in the order in which TensorBoard reads them. */
    static List<Path> of(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().contains("tfevents")).sorted().toList();
        }
    }

    /** The events of a file, whose last record may not be cut off. */
    static List<Event> read(Path file) throws IOException {
        ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<Event> events = new ArrayList<>();
        while (content.hasRemaining()) {
            byte[] length = new byte[8];
            content.get(content.position(), length);
            byte[] data = new byte[Math.toIntExact(content.getLong())];
            requireChecksum(content.getInt(), length);
            content.get(data);
            requireChecksum(content.getInt(), data);
            events.add(event(ByteBuffer.wrap(data)));
        }
        return events;
    }

    /** What TensorBoard shows of a run: all values of a tag by their steps, without those that a later start drops. */
    static Map<String, Map<Long, Float>> scalars(Path folder) throws IOException {
        Map<String, Map<Long, Float>> scalars = new LinkedHashMap<>();
        for (Path file : of(folder)) {
            for (Event event : read(file)) {
                if (event.starts) {
                    scalars.values().forEach(steps -> steps.keySet().removeIf(step -> step >= event.step));
                }
                event.values.forEach((tag, value) -> {
                    Map<Long, Float> steps = scalars.computeIfAbsent(tag, t -> new LinkedHashMap<>());
                    assertThat(steps.put(event.step, value)).as("a second value of step " + event.step).isNull();
                });
            }
        }
        return scalars;
    }

    private static Event event(ByteBuffer message) {
        double time = 0;
        long step = 0;
        String version = null;
        boolean starts = false;
        Map<String, Float> values = new LinkedHashMap<>();
        for (Field field : fields(message)) {
            switch (field.number) {
                case 1 -> time = Double.longBitsToDouble(field.value);
                case 2 -> step = field.value;
                case 3 -> version = StandardCharsets.UTF_8.decode(field.bytes).toString();
                case 5 -> fields(field.bytes).forEach(value -> value(value.bytes, values));
                case 7 -> starts = fields(field.bytes).stream().anyMatch(f -> f.number == 1 && f.value == 1);
                default -> throw new AssertionError("unknown field " + field);
            }
        }
        return new Event(time, step, version, starts, values);
    }

    private static void value(ByteBuffer message, Map<String, Float> values) {
        List<Field> fields = fields(message);
        assertThat(fields).extracting(Field::number).containsExactly(1, 2);
        values.put(StandardCharsets.UTF_8.decode(fields.get(0).bytes).toString(),
                Float.intBitsToFloat((int) fields.get(1).value));
    }

    private static List<Field> fields(ByteBuffer message) {
        ByteBuffer rest = message.order(ByteOrder.LITTLE_ENDIAN);
        List<Field> fields = new ArrayList<>();
        while (rest.hasRemaining()) {
            long tag = varint(rest);
            int number = (int) (tag >> 3);
            fields.add(switch ((int) (tag & 7)) {
                case 0 -> new Field(number, varint(rest), null);
                case 1 -> new Field(number, rest.getLong(), null);
                case 2 -> {
                    int length = (int) varint(rest);
                    ByteBuffer bytes = rest.slice(rest.position(), length);
                    rest.position(rest.position() + length);
                    yield new Field(number, 0, bytes);
                }
                case 5 -> new Field(number, rest.getInt(), null);
                default -> throw new AssertionError("unknown kind of field in tag " + tag);
            });
        }
        return fields;
    }

    private static long varint(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = bytes.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
