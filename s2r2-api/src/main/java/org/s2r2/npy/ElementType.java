package org.s2r2.npy;

import java.nio.ByteBuffer;

/** The element types that are read, under their NumPy codes without the byte order. */
enum ElementType {
    F4(4, true),
    F8(8, true),
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
        return this == F4 ? from.getFloat() : from.getDouble();
    }

    /** The next whole number; an unsigned one of 64 bits above {@link Long#MAX_VALUE} comes out negative. */
    long readLong(ByteBuffer from) {
        return switch (this) {
            case I1 -> from.get();
            case I2 -> from.getShort();
            case I4 -> from.getInt();
            case U1 -> from.get() & 0xffL;
            case U2 -> from.getShort() & 0xffffL;
            case U4 -> from.getInt() & 0xffffffffL;
            case I8, U8 -> from.getLong();
            case F4, F8 -> throw new IllegalStateException("not a whole number: " + this);
        };
    }
}
