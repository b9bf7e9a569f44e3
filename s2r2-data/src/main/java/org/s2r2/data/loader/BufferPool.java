package org.s2r2.data.loader;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;

/** Direct float buffers of one length, in native byte order, reused once they are handed back. */
final class BufferPool {

    private final int length;
    private final int keep;
    private final ArrayDeque<FloatBuffer> free = new ArrayDeque<>();

    /**
     * @param length floats in a buffer
     * @param keep how many free buffers to hold on to
     */
    BufferPool(int length, int keep) {
        this.length = length;
        this.keep = keep;
    }

    /** A buffer from position 0 to its full length; its content is left over from before. */
    synchronized FloatBuffer take() {
        FloatBuffer buffer = free.pollFirst();
        if (buffer == null) {
            buffer = ByteBuffer.allocateDirect(length * Float.BYTES).order(ByteOrder.nativeOrder()).asFloatBuffer();
        }
        return buffer;
    }

    /** The caller may keep views of the buffer, so that its position and limit are set afresh by a duplicate. */
    synchronized void giveBack(FloatBuffer buffer) {
        if (free.size() < keep) {
            free.addFirst(buffer.duplicate().clear());
        }
    }
}
