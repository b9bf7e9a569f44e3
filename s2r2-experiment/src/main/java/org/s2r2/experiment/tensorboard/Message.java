package org.s2r2.experiment.tensorboard;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * A message in the <a href="https://protobuf.dev/programming-guides/encoding/">encoding of protocol buffers</a>: fields
 * one after the other, each with its number and the kind of its value before it.
 */
final class Message {

    private static final int VARINT = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int LENGTH_PREFIXED = 2;
    private static final int FOUR_BYTES = 5;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** A whole number, which is not negative, or one of an enumeration. */
    void varint(int field, long value) {
        tag(field, VARINT);
        unsigned(value);
    }

    void number(int field, double value) {
        tag(field, EIGHT_BYTES);
        bytes.writeBytes(littleEndian(Double.BYTES).putDouble(value).array());
    }

    void number(int field, float value) {
        tag(field, FOUR_BYTES);
        bytes.writeBytes(littleEndian(Float.BYTES).putFloat(value).array());
    }

    void text(int field, String value) {
        lengthPrefixed(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /** A message within this one. */
    void message(int field, Consumer<Message> content) {
        Message inner = new Message();
        content.accept(inner);
        lengthPrefixed(field, inner.bytes());
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    private void lengthPrefixed(int field, byte[] value) {
        tag(field, LENGTH_PREFIXED);
        unsigned(value.length);
        bytes.writeBytes(value);
    }

    private void tag(int field, int kind) {
        unsigned((long) field << 3 | kind);
    }

    /** Seven bits a byte, the lowest first; all bytes but the last have their highest bit set. */
    private void unsigned(long value) {
        long rest = value;
        while (rest >>> 7 != 0) {
            bytes.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        bytes.write((int) rest);
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
