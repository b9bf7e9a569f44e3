package org.s2r2.objective;

import org.s2r2.view.ViewLayout;

/**
 * A loss and its gradient in one go, on plain arrays in the host's memory: a faster way to compute what an objective
 * composes of {@link org.s2r2.tensor.Tensor} operations.
 */
@FunctionalInterface
public interface FusedLoss {

    /**
     * The loss of a batch.
     *
     * @param embeddings [layout.rows(), dim], row-major
     * @param gradient where the gradient at the embeddings is written, as long as they are
     */
    double evaluate(float[] embeddings, ViewLayout layout, float[] gradient);
}
