package org.s2r2.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import java.util.List;
import java.util.Map;
import org.s2r2.optim.OptimizerSpec;
import org.s2r2.tensor.HostArray;

/** {@link OptimizerSpec.AdamW}. */
final class AdamWRule extends UpdateRule {

    private static final String MEAN = "exp_avg";
    private static final String MEAN_OF_SQUARES = "exp_avg_sq";
    private static final String STEP = "step";

    private final OptimizerSpec.AdamW spec;
    private int step;

    AdamWRule(ParameterStore store, OptimizerSpec.AdamW spec) {
        super(store, List.of(MEAN, MEAN_OF_SQUARES));
        this.spec = spec;
    }

    @Override
    void apply(PtNDArray w, PtNDArray g, double learningRate) {
        step++;
        if (spec.weightDecay() != 0) {
            PtNDArray decayed = regularised(w);
            decayed.subi(decayed.mul(learningRate * spec.weightDecay()));
        }
        PtNDArray m = state(MEAN, w);
        PtNDArray v = state(MEAN_OF_SQUARES, w);
        m.muli(spec.beta1()).addi(g.mul(1 - spec.beta1()));
        v.muli(spec.beta2()).addi(g.square().muli(1 - spec.beta2()));
        double meanCorrection = 1 - Math.pow(spec.beta1(), step);
        double squaresCorrection = 1 - Math.pow(spec.beta2(), step);
        NDArray divisor = v.div(squaresCorrection).sqrt().addi(spec.epsilon());
        w.subi(m.mul(learningRate / meanCorrection).divi(divisor));
    }

    @Override
    Map<String, HostArray> export() {
        Map<String, HostArray> found = super.export();
        found.put(STEP, new HostArray(new int[0], new float[] {step}));
        return found;
    }

    @Override
    void restore(Map<String, HostArray> found) {
        HostArray count = found.get(STEP);
        if (count == null || count.shape().length != 0) {
            throw new IllegalArgumentException(STEP + " is expected to be a scalar, found " + count);
        }
        super.restore(found);
        step = (int) count.values()[0];
    }
}
