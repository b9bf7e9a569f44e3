package org.s2r2.view;

import java.nio.FloatBuffer;

/**
 * The views of one size in a batch, as normalised floats, NCHW with 3 channels.
 *
 * @param views how many views of each image this block holds
 * @param images the number of images in the batch
 * @param size the height and width in pixels
 * @param pixels [views * images, 3, size, size], view-major, from position 0 to limit; a direct buffer in native
 *     byte order, valid until the batch is closed
 */
public record ViewBlock(int views, int images, int size, FloatBuffer pixels) {

    public ViewBlock {
        long expected = (long) views * images * 3 * size * size;
        if (pixels.limit() != expected) {
            throw new IllegalArgumentException("a block of " + views + " views x " + images + " images of " + size
                    + " pixels has " + expected + " values, found " + pixels.limit());
        }
    }

    /** The number of views in the block, views x images. */
    public int rows() {
        return views * images;
    }
}
