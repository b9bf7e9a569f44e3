package org.s2r2.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.s2r2.backend.ParameterLayout;
import org.s2r2.optim.OptimizerSpec;

/** {@link OptimizerSpec.Lars}. */
final class LarsRule extends UpdateRule {

    private static final String MOMENTUM = "momentum";

    private final OptimizerSpec.Lars spec;

    LarsRule(Weights weights, OptimizerSpec.Lars spec) {
        super(weights, List.of(MOMENTUM));
        this.spec = spec;
    }

    @Override
    void apply(INDArray w, INDArray g, double learningRate) {
        List<Double> factors = new ArrayList<>();
        for (ParameterLayout.Slot slot : layout().regularised()) {
            double weightNorm = part(w, slot).norm2Number().doubleValue();
            double gradientNorm = part(g, slot).norm2Number().doubleValue();
            factors.add(weightNorm > 0 && gradientNorm > 0
                    ? spec.trust() * weightNorm / (gradientNorm + spec.weightDecay() * weightNorm)
                    : 1);
        }
        if (spec.weightDecay() != 0) {
            addScaled(regularised(g), regularised(w), spec.weightDecay());
        }
        for (int i = 0; i < factors.size(); i++) {
            part(g, layout().regularised().get(i)).muli(factors.get(i));
        }
        INDArray v = state(MOMENTUM);
        v.muli(spec.momentum()).addi(g);
        addScaled(w, v, -learningRate);
    }

    private static INDArray part(INDArray vector, ParameterLayout.Slot slot) {
        return Pool.shaped(vector, slot.offset(), slot.parameter().size());
    }
}
