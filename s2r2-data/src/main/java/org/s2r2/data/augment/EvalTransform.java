package org.s2r2.data.augment;

import java.nio.FloatBuffer;
import org.s2r2.data.image.RgbImage;

/**
 * The fixed transform of evaluation: the shorter side is resized to {@code size} (antialiased bilinear), the centre
 * square is cut out and normalised, as torchvision's Resize, CenterCrop and Normalize. An image that has the size
 * already is only normalised. Safe for use by several threads; each keeps scratch arrays of its own.
 */
public final class EvalTransform {

    private final int size;
    private final Normalization normalization;
    private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);

    /** What one thread reuses from image to image. */
    private static final class Scratch {
        private final Resizer resizer = new Resizer();
        private final Planes planes = new Planes();
    }

    /** @param size the height and width of the result in pixels, at least 1 */
    public EvalTransform(int size, Normalization normalization) {
        if (size < 1) {
            throw new IllegalArgumentException("an evaluation image needs size >= 1, found " + size);
        }
        this.size = size;
        this.normalization = normalization;
    }

    public int size() {
        return size;
    }

    /** All that decides the result, in words. */
    public String description() {
        return "shorter side " + size + ", centre square, mean " + normalization.mean() + ", std " + normalization.std();
    }

    /**
     * Transforms one image.
     *
     * @param target gets 3 x size x size values, channels first; its position is neither read nor moved
     * @param offset where in {@code target} the image begins
     */
    public void apply(RgbImage image, FloatBuffer target, int offset) {
        Scratch own = scratch.get();
        int pixels = size * size;
        own.planes.resize(size);
        int shorter = Math.min(image.width(), image.height());
        long width = (long) size * image.width() / shorter;
        long height = (long) size * image.height() / shorter;
        long left = (long) Math.rint((width - size) / 2.0);
        long top = (long) Math.rint((height - size) / 2.0);
        own.resizer.square(image, width, height, left, top, size, own.planes);
        normalization.write(own.planes, pixels, target, offset);
    }
}
