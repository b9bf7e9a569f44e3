package org.s2r2.checkpoint;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.s2r2.file.HalfPrecision;

/** The types of elements that a safetensors file may have, under the names of its header. */
enum StoredType {
    F32(4, true),
    F16(2, true),
    BF16(2, true),
    F64(8, true),
    BOOL(1, false),
    U8(1, false),
    I8(1, false),
    F8_E5M2(1, false),
    F8_E4M3(1, false),
    I16(2, false),
    U16(2, false),
    I32(4, false),
    U32(4, false),
    I64(8, false),
    U64(8, false);

    /** Those that {@link #read} reads. */
    static final List<StoredType> READABLE =
            Arrays.stream(values()).filter(StoredType::readable).toList();

    private final int bytes;
    private final boolean readable;

    StoredType(int bytes, boolean readable) {
        this.bytes = bytes;
        this.readable = readable;
    }

    static Optional<StoredType> named(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
    }

    /** Bytes of an element. */
    int bytes() {
        return bytes;
    }

    boolean readable() {
        return readable;
    }

    /**
     * Reads elements as single precision: F32 as they are, F16 and BF16 without loss, F64 rounded to the nearest, which
     * is infinite beyond the largest float.
     *
     * @param from little-endian
     * @param at where in {@code to} the first goes
     */
    void read(ByteBuffer from, float[] to, int at, int count) {
        switch (this) {
            case F32 -> from.asFloatBuffer().get(to, at, count);
            case F16 -> {
                for (int i = 0; i < count; i++) {
                    to[at + i] = HalfPrecision.toFloat(from.getShort());
                }
            }
            case BF16 -> {
                for (int i = 0; i < count; i++) {
                    to[at + i] = Float.intBitsToFloat(from.getShort() << 16);
                }
            }
            case F64 -> {
                for (int i = 0; i < count; i++) {
                    to[at + i] = (float) from.getDouble();
                }
            }
            default -> throw new IllegalStateException("type: found " + this + ", expected one of " + READABLE);
        }
    }
}
