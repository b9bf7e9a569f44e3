package org.s2r2.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Numbers as files have them, the lowest byte first. */
public final class LittleEndian {

    private static final int CHUNK_VALUES = 1 << 18;

    private LittleEndian() {}

    /** Writes values of 4 bytes each. */
    public static void write(OutputStream out, float[] values) throws IOException {
        for (int from = 0; from < values.length; from += CHUNK_VALUES) {
            int count = Math.min(CHUNK_VALUES, values.length - from);
            ByteBuffer chunk = ByteBuffer.allocate(Float.BYTES * count).order(ByteOrder.LITTLE_ENDIAN);
            chunk.asFloatBuffer().put(values, from, count);
            out.write(chunk.array());
        }
    }
}
