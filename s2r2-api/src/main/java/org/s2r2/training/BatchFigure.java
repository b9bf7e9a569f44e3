package org.s2r2.training;

import org.s2r2.view.ViewLayout;

/** A figure of a batch's embeddings that people follow beside the loss. It changes nothing of the training. */
public interface BatchFigure {

    /** The name in the metrics of a run, such as {@code batchAp}. */
    String name();

    /**
     * The figure of a batch.
     *
     * @param embeddings [layout.rows(), dim], row-major, before the update
     * @param threads how many threads may compute; the result does not depend on it
     */
    double of(float[] embeddings, ViewLayout layout, int threads);
}
