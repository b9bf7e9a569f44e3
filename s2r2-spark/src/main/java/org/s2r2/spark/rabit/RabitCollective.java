package org.s2r2.spark.rabit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Locale;
import org.s2r2.collective.Collective;
import org.s2r2.collective.CollectiveException;
import org.s2r2.spark.rabit.RabitTracker.Address;

/**
 * Workers in processes of their own, joined by Rabit. It belongs to the thread that joined: native code knows nothing of the
 * others from another thread, and would silently take the worker for alone.
 */
public final class RabitCollective implements Collective {

    /** Values that are added at a time, which bounds the memory beside the Java heap. */
    private static final int MOST_VALUES = 1 << 24;

    private final int rank;
    private final int size;
    private ByteBuffer buffer = ByteBuffer.allocateDirect(0);

    private RabitCollective(int rank, int size) {
        this.rank = rank;
        this.size = size;
    }

    /**
     * Joins the others, and waits until all are there.
     *
     * @param rank of this worker, from 0
     * @param timeoutSeconds after which a worker that does not answer counts as lost
     * @throws CollectiveException if the others do not come
     */
    public static RabitCollective join(Address tracker, int rank, int size, int timeoutSeconds) {
        // Identifiers are sorted as text, and are to give the ranks.
        NativeRabit.init(String.format(Locale.ROOT,
                "{\"dmlc_communicator\": \"rabit\", \"dmlc_tracker_uri\": \"%s\", \"dmlc_tracker_port\": %d,"
                        + " \"dmlc_task_id\": \"%04d\", \"dmlc_retry\": 3, \"dmlc_timeout\": %d}",
                tracker.host(), tracker.port(), rank, timeoutSeconds));
        RabitCollective joined = new RabitCollective(rank, size);
        joined.requireJoined();
        if (NativeRabit.rank() != rank) {
            throw new CollectiveException("this worker became number " + NativeRabit.rank() + ", expected " + rank);
        }
        return joined;
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void sum(float[] values) {
        requireJoined();
        for (int from = 0; from < values.length; from += MOST_VALUES) {
            int count = Math.min(MOST_VALUES, values.length - from);
            FloatBuffer floats = buffer(count).asFloatBuffer();
            floats.put(0, values, from, count);
            NativeRabit.allreduce(buffer, count, NativeRabit.FLOAT32, NativeRabit.SUM);
            floats.get(0, values, from, count);
        }
    }

    /** A sum of whole numbers, where every worker has the bits of its own values and zeros for the others'. */
    @Override
    public float[] gather(float[] values) {
        requireJoined();
        float[] gathered = new float[Math.multiplyExact(size, values.length)];
        int each = Math.max(1, MOST_VALUES / size);
        for (int from = 0; from < values.length; from += each) {
            int count = Math.min(each, values.length - from);
            IntBuffer bits = buffer(count * size).asIntBuffer();
            for (int i = 0; i < count * size; i++) {
                bits.put(i, i / count == rank ? Float.floatToRawIntBits(values[from + i % count]) : 0);
            }
            NativeRabit.allreduce(buffer, count * size, NativeRabit.INT32, NativeRabit.SUM);
            for (int worker = 0; worker < size; worker++) {
                for (int i = 0; i < count; i++) {
                    gathered[worker * values.length + from + i] = Float.intBitsToFloat(bits.get(worker * count + i));
                }
            }
        }
        return gathered;
    }

    @Override
    public void close() {
        // Where others were lost already, leaving them fails, and there is nothing to do about it.
        NativeRabit.leave();
    }

    private ByteBuffer buffer(int values) {
        if (buffer.capacity() < values * Float.BYTES) {
            buffer = ByteBuffer.allocateDirect(values * Float.BYTES).order(ByteOrder.nativeOrder());
        }
        return buffer;
    }

    private void requireJoined() {
        int found = NativeRabit.size();
        if (found != size) {
            throw new CollectiveException("found " + found + " workers that are joined, expected " + size
                    + "; a collective can be used by the thread alone that joined it");
        }
    }
}
