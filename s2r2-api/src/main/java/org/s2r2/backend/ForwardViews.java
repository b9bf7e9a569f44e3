package org.s2r2.backend;

import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;
import org.s2r2.encoder.Layer;

/**
 * The views that pass forward through an encoder, for its {@link Layer.DropPath} layers. Which views a layer drops is
 * decided by its name and by the pixels of the view alone: 256 of its values, or all where it has fewer, evenly spaced. So
 * a view that passes forward again, in a micro-batch, on another worker, on another engine or in a resumed run, is dropped
 * again. A view that is cut out anew has other pixels, and is decided on anew; two views of equal pixels share their fate.
 */
public final class ForwardViews {

    private static final int VALUES = 256;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private @Nullable FloatBuffer pixels;
    private int rows;
    private long @Nullable [] keys;

    /**
     * Names the views of the forward pass that begins.
     *
     * @param pixels [rows, 3, size, size] from position 0, which stay as they are until the pass has ended
     */
    public void begin(FloatBuffer pixels, int rows) {
        this.pixels = pixels;
        this.rows = rows;
        this.keys = null;
    }

    /**
     * What a layer multiplies each view by: 0 with its probability, else 1 / (1 - probability).
     *
     * @return [rows]
     * @throws IllegalStateException if no pass has begun
     */
    public float[] factors(Layer.DropPath layer) {
        if (pixels == null) {
            throw new IllegalStateException("drop path " + layer.name() + " before views were passed forward");
        }
        if (keys == null) {
            keys = keys(pixels, rows);
        }
        float kept = (float) (1 / (1 - layer.probability()));
        long ofLayer = mix(layer.name().hashCode());
        float[] factors = new float[rows];
        for (int row = 0; row < rows; row++) {
            double uniform = (mix(keys[row] ^ ofLayer) >>> 11) * 0x1p-53;
            factors[row] = uniform < layer.probability() ? 0 : kept;
        }
        return factors;
    }

    private static long[] keys(FloatBuffer pixels, int rows) {
        int length = pixels.limit() / rows;
        int count = Math.min(VALUES, length);
        long[] keys = new long[rows];
        for (int row = 0; row < rows; row++) {
            long key = length;
            for (int i = 0; i < count; i++) {
                int at = row * length + (int) ((long) i * length / count);
                key = mix(key ^ Float.floatToRawIntBits(pixels.get(at)));
            }
            keys[row] = key;
        }
        return keys;
    }

    /** A step of SplitMix64 (Steele et al., "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014). */
    private static long mix(long value) {
        long z = value + GOLDEN;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
