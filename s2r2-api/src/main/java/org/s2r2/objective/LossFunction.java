package org.s2r2.objective;

import java.util.List;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.view.ViewLayout;

/** An objective without weights or state: a pure function from the embeddings of a batch of views to a scalar. */
public interface LossFunction extends Objective {

    /**
     * The loss of a batch.
     *
     * @param embeddings [rows, dim], as the encoder's head made them (unit rows with the heads of this framework)
     * @param layout which row is which view of which image
     * @return a scalar
     */
    Tensor loss(Tensor embeddings, ViewLayout layout);

    /**
     * The loss of a batch and its gradient at the embeddings, as the one entry of {@code gradients}. An objective that
     * can save memory by evaluating itself in parts does so here; the result is the same.
     */
    @Override
    default ValueAndGradients evaluate(TensorEngine engine, Tensor embeddings, ViewLayout layout) {
        return engine.differentiate(inputs -> loss(inputs.get(0), layout), List.of(embeddings));
    }

    /** The same in every step. */
    @Override
    default ValueAndGradients evaluate(TensorEngine engine, Tensor embeddings, ObjectiveStep step) {
        return evaluate(engine, embeddings, step.layout());
    }
}
