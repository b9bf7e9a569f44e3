package org.s2r2.djl;

import ai.djl.pytorch.engine.PtNDArray;
import java.util.List;
import org.s2r2.optim.OptimizerSpec;

/** {@link OptimizerSpec.Sgd}. */
final class SgdRule extends UpdateRule {

    private static final String MOMENTUM = "momentum";

    private final OptimizerSpec.Sgd spec;

    SgdRule(ParameterStore store, OptimizerSpec.Sgd spec) {
        super(store, List.of(MOMENTUM));
        this.spec = spec;
    }

    @Override
    void apply(PtNDArray w, PtNDArray g, double learningRate) {
        if (spec.weightDecay() != 0) {
            regularised(g).addi(regularised(w).mul(spec.weightDecay()));
        }
        PtNDArray v = state(MOMENTUM, w);
        v.muli(spec.momentum()).addi(g);
        PtNDArray direction = spec.nesterov() ? g.addi(v.mul(spec.momentum())) : v;
        w.subi(direction.mul(learningRate));
    }
}
