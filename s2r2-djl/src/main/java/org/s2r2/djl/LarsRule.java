package org.s2r2.djl;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import org.s2r2.backend.ParameterLayout;
import org.s2r2.optim.OptimizerSpec;

/** {@link OptimizerSpec.Lars}. */
final class LarsRule extends UpdateRule {

    private static final String MOMENTUM = "momentum";

    private final OptimizerSpec.Lars spec;

    LarsRule(ParameterStore store, OptimizerSpec.Lars spec) {
        super(store, List.of(MOMENTUM));
        this.spec = spec;
    }

    @Override
    void apply(PtNDArray w, PtNDArray g, double learningRate) {
        double[] weightNorms = norms(w);
        double[] gradientNorms = norms(g);
        if (spec.weightDecay() != 0) {
            regularised(g).addi(regularised(w).mul(spec.weightDecay()));
        }
        List<PtNDArray> directions = parts(g);
        for (int i = 0; i < directions.size(); i++) {
            if (weightNorms[i] > 0 && gradientNorms[i] > 0) {
                directions.get(i).muli(
                        spec.trust() * weightNorms[i] / (gradientNorms[i] + spec.weightDecay() * weightNorms[i]));
            }
        }
        PtNDArray v = state(MOMENTUM, w);
        v.muli(spec.momentum()).addi(g);
        w.subi(v.mul(learningRate));
    }

    /** The Euclidean norm of each regularised parameter's part, with one wait for the device for all of them. */
    private double[] norms(PtNDArray vector) {
        PtNDArray[] norms = parts(vector).stream()
                .map(part -> JniUtils.norm(part, 2, new int[] {0}, true))
                .toArray(PtNDArray[]::new);
        return norms.length == 0 ? new double[0] : Transfer.doubles(JniUtils.cat(norms, 0));
    }

    private List<PtNDArray> parts(PtNDArray vector) {
        List<PtNDArray> parts = new ArrayList<>();
        for (ParameterLayout.Slot slot : regularisedSlots()) {
            parts.add(JniUtils.slice(vector, 0, slot.offset(), slot.end(), 1));
        }
        return parts;
    }
}
