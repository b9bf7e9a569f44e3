package org.s2r2.data;

import java.util.List;

/** Some images of another dataset, in its order. */
final class SubsetDataset implements ImageDataset {

    private final ImageDataset whole;
    private final String how;
    private final int[] indices;

    /**
     * @param whole is closed with the subset
     * @param how says, in a description, how the images were chosen
     * @param indices of the images, ascending, each once
     */
    SubsetDataset(ImageDataset whole, String how, int[] indices) {
        this.whole = whole;
        this.how = how;
        this.indices = indices;
    }

    @Override
    public String description() {
        return whole.description() + ", of which " + indices.length + " " + how;
    }

    @Override
    public int size() {
        return indices.length;
    }

    @Override
    public RgbImage image(int index) throws BadImageException {
        return whole.image(indices[index]);
    }

    @Override
    public int label(int index) {
        return whole.label(indices[index]);
    }

    @Override
    public int[] labels(int index) {
        return whole.labels(indices[index]);
    }

    @Override
    public boolean multiLabel() {
        return whole.multiLabel();
    }

    @Override
    public List<String> classNames() {
        return whole.classNames();
    }

    @Override
    public int badImages() {
        return whole.badImages();
    }

    @Override
    public void close() {
        whole.close();
    }
}
