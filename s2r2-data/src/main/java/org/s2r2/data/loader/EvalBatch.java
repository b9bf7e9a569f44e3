package org.s2r2.data.loader;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Images of a dataset in its order, transformed for evaluation; bad ones are left out. Closing hands the buffer back to
 * the loader.
 */
public final class EvalBatch implements BatchJob.Batch {

    private static final int BAD = -1;

    private final int size;
    private final BufferPool pool;
    private final FloatBuffer buffer;
    private final AtomicBoolean closed = new AtomicBoolean();
    private int[] indices;
    private int[] labels;

    EvalBatch(int size, int first, int images, BufferPool pool) {
        this.size = size;
        this.pool = pool;
        this.buffer = pool.take();
        this.indices = new int[images];
        this.labels = new int[images];
        Arrays.setAll(indices, i -> first + i);
    }

    /** The height and width in pixels. */
    public int size() {
        return size;
    }

    /** How many images the batch holds, at least 1. */
    public int images() {
        return indices.length;
    }

    /** The dataset's index of each image, ascending. */
    public int[] indices() {
        return indices.clone();
    }

    /** The label of each image, -1 where it has none. */
    public int[] labels() {
        return labels.clone();
    }

    /**
     * [images, 3, size, size] normalised values from position 0 to limit; a direct buffer in native byte order, valid
     * until the batch is closed.
     */
    public FloatBuffer pixels() {
        return buffer.duplicate().clear().limit(images() * stride());
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            pool.giveBack(buffer);
        }
    }

    FloatBuffer buffer() {
        return buffer;
    }

    int index(int position) {
        return indices[position];
    }

    int stride() {
        return 3 * size * size;
    }

    void setLabel(int position, int label) {
        labels[position] = label;
    }

    void leaveOut(int position) {
        indices[position] = BAD;
    }

    /** Closes the gaps that bad images left. */
    void compact() {
        int kept = 0;
        float[] row = new float[stride()];
        for (int i = 0; i < indices.length; i++) {
            if (indices[i] == BAD) {
                continue;
            }
            if (kept < i) {
                buffer.get(i * stride(), row);
                buffer.put(kept * stride(), row);
                indices[kept] = indices[i];
                labels[kept] = labels[i];
            }
            kept++;
        }
        indices = Arrays.copyOf(indices, kept);
        labels = Arrays.copyOf(labels, kept);
    }
}
