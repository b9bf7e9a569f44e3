package org.s2r2.testkit.objective;

import org.s2r2.objective.LossFunction;
import org.s2r2.objective.RankingObjective;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.view.ViewLayout;

/** A ranking objective by its tensor operations alone, without the fused form that it may have. */
public record ComposedForm(RankingObjective objective) implements LossFunction {

    @Override
    public String name() {
        return objective.name();
    }

    @Override
    public Tensor loss(Tensor embeddings, ViewLayout layout) {
        return objective.loss(embeddings, layout);
    }

    @Override
    public ValueAndGradients evaluate(TensorEngine engine, Tensor embeddings, ViewLayout layout) {
        return objective.evaluateComposed(engine, embeddings, layout);
    }
}
