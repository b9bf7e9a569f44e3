package org.s2r2.data.loader;

import java.nio.FloatBuffer;
import java.util.List;
import org.s2r2.data.random.SplitMix64;
import org.s2r2.view.CropGroup;
import org.s2r2.view.ViewBatch;

/** Batches as a {@link ViewLoader} makes them, but of noise: for measurements that need the shapes and no images. */
public final class NoiseViews {

    /** Half the width of a uniform distribution with variance 1, which normalised pixels have too. */
    private static final double HALF_WIDTH = Math.sqrt(3);

    private NoiseViews() {}

    /**
     * A batch whose values are independent and uniform with mean 0 and variance 1.
     *
     * @param crops the groups of views by size
     * @param images the number of images, which have the indices from 0
     * @param seed decides all values
     * @throws org.s2r2.settings.InvalidInputException if a crop group's block would exceed 2 GiB
     */
    public static ViewBatch of(List<CropGroup> crops, int images, long seed) {
        List<BufferPool> pools = crops.stream()
                .map(crop -> new BufferPool(ViewLoader.blockLength(crop, images), 0))
                .toList();
        LoadedViews views = new LoadedViews(0, images, crops, pools);
        for (int image = 0; image < images; image++) {
            views.indices[image] = image;
        }
        for (int block = 0; block < crops.size(); block++) {
            SplitMix64 random = SplitMix64.of(seed, block, 0, 0);
            FloatBuffer pixels = views.blocks().get(block).pixels();
            for (int i = 0; i < pixels.limit(); i++) {
                pixels.put(i, (float) random.uniform(-HALF_WIDTH, HALF_WIDTH));
            }
        }
        return views;
    }
}
