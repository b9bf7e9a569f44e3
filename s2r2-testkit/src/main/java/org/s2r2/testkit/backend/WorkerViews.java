package org.s2r2.testkit.backend;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.s2r2.testkit.sample.Samples;
import org.s2r2.view.BatchParts;
import org.s2r2.view.BatchShare;
import org.s2r2.view.Crop;
import org.s2r2.view.ViewBatch;
import org.s2r2.view.ViewBlock;
import org.s2r2.view.ViewSource;

/**
 * Random batches of 16 images with crops that (epoch, batch) decide, or a worker's shares of them: two views of 8 x 8 pixels
 * and one of 6 x 6.
 *
 * @param bad steps of the run in which a pixel of the last image is not a number
 * @param share which images are made
 */
record WorkerViews(Set<Integer> bad, BatchShare share) implements ViewSource {

    static final int IMAGES = 16;
    static final int BATCHES = 10;
    private static final int VIEWS = 3;

    private record Cut(List<ViewBlock> blocks, int[] imageIndices, List<Crop> crops) implements ViewBatch {
        @Override
        public void close() {}
    }

    @Override
    public int batchesPerEpoch() {
        return BATCHES;
    }

    @Override
    public int batchSize() {
        return IMAGES;
    }

    @Override
    public int views() {
        return VIEWS;
    }

    @Override
    public Epoch epoch(int epoch, int first) {
        return new Epoch() {
            private int next = first;

            @Override
            public boolean hasNext() {
                return next < BATCHES;
            }

            @Override
            public ViewBatch next() {
                return batch(epoch * BATCHES + next++);
            }

            @Override
            public void close() {}
        };
    }

    private ViewBatch batch(int step) {
        FloatBuffer large = Samples.pixels(2 * IMAGES, 8, 2L * step);
        if (bad.contains(step)) {
            large.put((IMAGES - 1) * 3 * 8 * 8 + 5, Float.NaN);
        }
        FloatBuffer small = Samples.pixels(IMAGES, 6, 2L * step + 1);
        int[] indices = new int[IMAGES];
        // Beyond what a float counts exactly.
        Arrays.setAll(indices, image -> 100_000_000 + IMAGES * step + image);
        int from = share.from(IMAGES);
        int to = from + share.images(IMAGES);
        ViewBatch part = new BatchParts().part(
                Samples.batch(indices, new ViewBlock(2, IMAGES, 8, large), new ViewBlock(1, IMAGES, 6, small)), from, to);
        Random random = new Random(step);
        List<Crop> crops = new ArrayList<>();
        for (int row = 0; row < VIEWS * IMAGES; row++) {
            Crop crop = new Crop(random.nextInt(20), random.nextInt(20), 10 + random.nextInt(20), 10 + random.nextInt(20));
            if (row % IMAGES >= from && row % IMAGES < to) {
                crops.add(crop);
            }
        }
        return new Cut(part.blocks(), part.imageIndices(), crops);
    }

    @Override
    public void close() {}
}
