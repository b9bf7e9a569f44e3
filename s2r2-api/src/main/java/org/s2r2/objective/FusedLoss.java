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
     * @param queries the embeddings, [layout.rows(), dim], row-major
     * @param candidates what they rank, [layout.rows() or more, dim], row-major, the batch in its layout first: the same
     *     array for the batch itself, another one for constants
     * @param positiveViews the first so many views of an image are the positives of its queries, 2 to all
     * @param threads how many threads may compute; the result does not depend on it
     * @param gradient where the gradient at the embeddings is written, as long as they are
     */
    double evaluate(
            float[] queries, float[] candidates, ViewLayout layout, int positiveViews, int threads, float[] gradient);
}
