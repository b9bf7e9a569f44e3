package org.s2r2.baseline;

import org.s2r2.objective.LossFunction;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.view.ViewLayout;

/** A loss of two views, as the mean over pairs of more; evaluated pair by pair, in the memory of one. */
abstract class PairLossFunction implements LossFunction {

    /** Which pairs of so many views count. */
    abstract ViewPairs pairs(int views);

    /** The loss of the rows of two views, [images, dim] each; a scalar. */
    abstract Tensor loss(Tensor one, Tensor other);

    @Override
    public final Tensor loss(Tensor embeddings, ViewLayout layout) {
        return pairs(layout.views()).mean(embeddings, layout, this::loss);
    }

    @Override
    public final ValueAndGradients evaluate(TensorEngine engine, Tensor embeddings, ViewLayout layout) {
        return pairs(layout.views()).evaluate(engine, embeddings, layout, this::loss);
    }
}
