package org.s2r2.objective;

import java.util.List;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;

/**
 * What an encoder is trained to make small: a pure function from the embeddings of a batch of views to a scalar.
 * It sees neither images nor engine; the gradient it gives at the embeddings is carried on by the backend.
 */
public interface Objective {

    /** The name under which it is configured, such as {@code smooth-ap}. */
    String name();

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
    default ValueAndGradients evaluate(TensorEngine engine, Tensor embeddings, ViewLayout layout) {
        return engine.differentiate(inputs -> loss(inputs.get(0), layout), List.of(embeddings));
    }
}
