package org.s2r2.npy;

import java.nio.ByteBuffer;
import org.s2r2.file.HalfPrecision;

/** The element types that are read, under their NumPy codes without the byte order. */
enum ElementType {
    F2(2, true),
    F4(4, true),
    F8(8, true),
    B1(1, false),
    I1(1, false),
    I2(2, false),
    I4(4, false),
    I8(8, false),
    U1(1, false),
    U2(2, false),
    U4(4, false),
    U8(8, false);

    final int bytes;
    final boolean floating;

    ElementType(int bytes, boolean floating) {
        this.bytes = bytes;
        this.floating = floating;
    }

    double readDouble(ByteBuffer from) {
        return switch (this) {
            case F2 -> HalfPrecision.toFloat(from.getShort());
            case F4 -> from.getFloat();
            case F8 -> from.getDouble();
            default -> throw new IllegalStateException("not a floating-point number: " + this);
        };
    }

    /**
     * The next whole number; an unsigned one of 64 bits above {@link Long#MAX_VALUE} comes out negative. A bool is 0 or 1,
     * which is any byte but 0, as in NumPy.
     */
    long readLong(ByteBuffer from) {
        return switch (this) {
            case B1 -> from.get() == 0 ? 0 : 1;
            case I1 -> from.get();
            case I2 -> from.getShort();
            case I4 -> from.getInt();
            case U1 -> from.get() & 0xffL;
            case U2 -> from.getShort() & 0xffffL;
            case U4 -> from.getInt() & 0xffffffffL;
            case I8, U8 -> from.getLong();
            case F2, F4, F8 -> throw new IllegalStateException("not a whole number: " + this);
        };
    }
}
