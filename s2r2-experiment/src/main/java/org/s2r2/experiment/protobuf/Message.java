package org.s2r2.experiment.protobuf;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.s2r2.file.LittleEndian;
import org.s2r2.file.WholeFile;

/**
 * A message in the <a href="https://protobuf.dev/programming-guides/encoding/">encoding of protocol buffers</a>: fields
 * one after the other, each with its number and the kind of its value before it. Arrays and messages within it are kept
 * as they are, and encoded while they are written.
 */
public final class Message implements WholeFile.Content {

    private static final int VARINT = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int LENGTH_PREFIXED = 2;
    private static final int FOUR_BYTES = 5;

    private final List<WholeFile.Content> parts = new ArrayList<>();
    private final ByteArrayOutputStream newest = new ByteArrayOutputStream();
    private long lengthOfParts;

    /** A whole number ({@code int64}), or one of an enumeration. */
    public void varint(int field, long value) {
        tag(field, VARINT);
        unsigned(value);
    }

    /** A number in double precision ({@code double}). */
    public void number(int field, double value) {
        tag(field, EIGHT_BYTES);
        newest.writeBytes(littleEndian(Double.BYTES).putDouble(value).array());
    }

    /** A number in single precision ({@code float}). */
    public void number(int field, float value) {
        tag(field, FOUR_BYTES);
        newest.writeBytes(littleEndian(Float.BYTES).putFloat(value).array());
    }

    /** Text, in UTF-8 ({@code string}). */
    public void text(int field, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        tag(field, LENGTH_PREFIXED);
        unsigned(bytes.length);
        newest.writeBytes(bytes);
    }

    /** Numbers in single precision, lowest byte first ({@code bytes}). They must not change before this is written. */
    public void raw(int field, float[] values) {
        part(field, (long) Float.BYTES * values.length, out -> LittleEndian.write(out, values));
    }

    /** A message within this one. It must not change afterwards. */
    public void message(int field, Message content) {
        part(field, content.length(), content);
    }

    /** A message within this one. */
    public void message(int field, Consumer<Message> content) {
        Message inner = new Message();
        content.accept(inner);
        message(field, inner);
    }

    /** The number of bytes that it is written as. */
    public long length() {
        return lengthOfParts + newest.size();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        for (WholeFile.Content part : parts) {
            part.writeTo(out);
        }
        newest.writeTo(out);
    }

    /** What is written, for a message of less than 2 GiB. */
    public byte[] bytes() {
        ByteArrayOutputStream all = new ByteArrayOutputStream(Math.toIntExact(length()));
        try {
            writeTo(all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all.toByteArray();
    }

    private void part(int field, long length, WholeFile.Content content) {
        tag(field, LENGTH_PREFIXED);
        unsigned(length);
        byte[] before = newest.toByteArray();
        newest.reset();
        parts.add(out -> out.write(before));
        parts.add(content);
        lengthOfParts += before.length + length;
    }

    private void tag(int field, int kind) {
        unsigned((long) field << 3 | kind);
    }

    /** Seven bits a byte, the lowest first; all bytes but the last have their highest bit set. */
    private void unsigned(long value) {
        long rest = value;
        while (rest >>> 7 != 0) {
            newest.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        newest.write((int) rest);
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
