package org.s2r2.backend;

import java.nio.FloatBuffer;
import org.s2r2.tensor.HostArray;

/** Passes many images through an encoder in parts that fit its memory, for {@link EncoderModel#embed}. */
public final class EmbeddingChunks {

    private EmbeddingChunks() {}

    /** The representations of a part of the images. */
    @FunctionalInterface
    public interface Part {

        /**
         * @param pixels [rows, 3, size, size] from position 0
         * @return [rows, dim], flat
         */
        float[] represent(FloatBuffer pixels, int rows);
    }

    /**
     * @param pixels [count, 3, size, size] from position 0; position and limit are left as they are
     * @param dim the length of a representation
     * @param most the most images of a part, at least 1
     * @return [count, dim]
     * @throws IllegalArgumentException if the buffer holds fewer images
     */
    public static HostArray embed(FloatBuffer pixels, int count, int size, int dim, int most, Part part) {
        int imageLength = 3 * size * size;
        if (count < 0 || pixels.limit() < (long) count * imageLength) {
            throw new IllegalArgumentException("pixels: found " + pixels.limit() + " values, expected " + count
                    + " images of 3 x " + size + " x " + size);
        }
        float[] values = new float[Math.multiplyExact(count, dim)];
        for (int from = 0; from < count; from += most) {
            int rows = Math.min(most, count - from);
            float[] chunk = part.represent(pixels.slice(from * imageLength, rows * imageLength), rows);
            System.arraycopy(chunk, 0, values, from * dim, chunk.length);
        }
        return HostArray.matrix(values, count, dim);
    }
}
