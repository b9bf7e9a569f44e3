package org.s2r2.dl4j;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.s2r2.optim.OptimizerSpec;

/** {@link OptimizerSpec.Sgd}. */
final class SgdRule extends UpdateRule {

    private static final String MOMENTUM = "momentum";

    private final OptimizerSpec.Sgd spec;

    SgdRule(Weights weights, OptimizerSpec.Sgd spec) {
        super(weights, List.of(MOMENTUM));
        this.spec = spec;
    }

    @Override
    void apply(INDArray w, INDArray g, double learningRate) {
        if (spec.weightDecay() != 0) {
            addScaled(regularised(g), regularised(w), spec.weightDecay());
        }
        INDArray v = state(MOMENTUM);
        v.muli(spec.momentum()).addi(g);
        if (spec.nesterov()) {
            addScaled(g, v, spec.momentum());
        }
        addScaled(w, spec.nesterov() ? g : v, -learningRate);
    }
}
