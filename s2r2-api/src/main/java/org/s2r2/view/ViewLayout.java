package org.s2r2.view;

import java.util.Arrays;
import org.s2r2.tensor.Tensor;

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

    /** The layout of the public code of Smooth-AP: all views of an image side by side. */
    public static ViewLayout imageMajor(int images, int views) {
        return new ViewLayout(images, views, Order.IMAGE_MAJOR);
    }

    /** The number of rows, images x views. */
    public int rows() {
        return images * views;
    }

    /** The row of a view of an image; all three count from 0. */
    public int row(int image, int view) {
        return order == Order.VIEW_MAJOR ? view * images + image : image * views + view;
    }

    /** The image that a row is a view of. */
    public int image(int row) {
        return order == Order.VIEW_MAJOR ? row % images : row / views;
    }

    /** Which view of its image a row is. */
    public int view(int row) {
        return order == Order.VIEW_MAJOR ? row / images : row % views;
    }

    /**
     * Requires embeddings to be a matrix of this layout's rows.
     *
     * @throws IllegalArgumentException if they are not
     */
    public void requireRows(Tensor embeddings) {
        int[] shape = embeddings.shape();
        if (shape.length != 2 || shape[0] != rows()) {
            throw new IllegalArgumentException("embeddings of " + images + " images in " + views + " views have shape ["
                    + rows() + ", dim], found " + Arrays.toString(shape));
        }
    }

    /**
     * The embeddings of one view of every image.
     *
     * @param embeddings [rows, dim]
     * @return [images, dim]
     */
    public Tensor rowsOfView(Tensor embeddings, int view) {
        requireRows(embeddings);
        if (order == Order.VIEW_MAJOR) {
            return embeddings.rows(view * images, (view + 1) * images);
        }
        // All views of an image side by side make one row, of which this view's are some columns.
        int dim = embeddings.shape()[1];
        int[] columns = new int[images * dim];
        Arrays.setAll(columns, i -> view * dim + i % dim);
        return embeddings.reshape(images, views * dim).gather(columns, dim);
    }
}
