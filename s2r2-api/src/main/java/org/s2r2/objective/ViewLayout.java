package org.s2r2.objective;

/**
 * Which row of a batch of embeddings belongs to which image and view.
 *
 * @param images the number of images in the batch, at least 2
 * @param views the number of views of each image, at least 2
 * @param order how the rows are arranged
 */
public record ViewLayout(int images, int views, Order order) {

    /** The arrangement of rows. */
    public enum Order {
        /** row = view * images + image: all images of view 0, then of view 1. What the loader makes. */
        VIEW_MAJOR,
        /** row = image * views + view: all views of image 0, then of image 1. */
        IMAGE_MAJOR
    }

    public ViewLayout {
        if (images < 2) {
            throw new IllegalArgumentException(
                    "a batch needs at least 2 images, so that there is something to rank below; found " + images);
        }
        if (views < 2) {
            throw new IllegalArgumentException(
                    "an image needs at least 2 views, so that a query has a positive; found " + views);
        }
        Math.multiplyExact(images, views);
    }

    /** The layout of a loader's batch. */
    public static ViewLayout viewMajor(int images, int views) {
        return new ViewLayout(images, views, Order.VIEW_MAJOR);
    }

    public static ViewLayout imageMajor(int images, int views) {
        return new ViewLayout(images, views, Order.IMAGE_MAJOR);
    }

    /** The number of rows, images x views. */
    public int rows() {
        return images * views;
    }

    public int row(int image, int view) {
        return order == Order.VIEW_MAJOR ? view * images + image : image * views + view;
    }

    public int image(int row) {
        return order == Order.VIEW_MAJOR ? row % images : row / views;
    }

    public int view(int row) {
        return order == Order.VIEW_MAJOR ? row / images : row % views;
    }
}
