package org.s2r2.view;

import java.util.List;

/**
 * All views of a batch of images. Rows of the concatenated blocks are view-major: row = view * images + image, where
 * views are counted through the blocks. Closing hands the buffers back to the loader.
 */
public interface ViewBatch extends AutoCloseable {

    /** One block a crop size, in the order of the crop groups. */
    List<ViewBlock> blocks();

    /** The dataset's index of each image in the batch. */
    int[] imageIndices();

    /** The part of its image that each view shows, in the order of the rows; empty where nobody knows. */
    default List<Crop> crops() {
        return List.of();
    }

    @Override
    void close();

    /** The number of images, each of which has all views. */
    default int images() {
        return imageIndices().length;
    }

    /** The number of views of each image, over all blocks. */
    default int views() {
        return blocks().stream().mapToInt(ViewBlock::views).sum();
    }

    /**
     * The same batch with the first views of each image alone, which shares the pixels.
     *
     * @param count how many, at least 1
     * @return valid as long as this batch; closing it does nothing
     * @throws IllegalArgumentException if there are fewer views
     */
    default ViewBatch firstViews(int count) {
        return FirstViews.of(this, count);
    }

    /** Which row of the batch's embeddings is which view of which image. */
    default ViewLayout layout() {
        return ViewLayout.viewMajor(images(), views());
    }
}
