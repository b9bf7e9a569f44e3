package org.s2r2.search.explore;

import org.s2r2.data.image.RgbImage;

/** Embeds a picture as those of the index were embedded. */
@FunctionalInterface
public interface QueryEncoder {

    /** The embedding, as long as those of the index. One thread at a time calls it. */
    float[] embed(RgbImage picture);
}
