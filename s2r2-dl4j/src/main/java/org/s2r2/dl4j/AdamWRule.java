package org.s2r2.dl4j;

import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.floating.Sqrt;
import org.nd4j.linalg.factory.Nd4j;
import org.s2r2.optim.OptimizerSpec;
import org.s2r2.tensor.HostArray;

/** {@link OptimizerSpec.AdamW}. */
final class AdamWRule extends UpdateRule {

    private static final String MEAN = "exp_avg";
    private static final String MEAN_OF_SQUARES = "exp_avg_sq";
    private static final String STEP = "step";

    private final OptimizerSpec.AdamW spec;
    private int step;

    AdamWRule(Weights weights, OptimizerSpec.AdamW spec) {
        super(weights, List.of(MEAN, MEAN_OF_SQUARES));
        this.spec = spec;
    }

    @Override
    void apply(INDArray w, INDArray g, double learningRate) {
        step++;
        if (spec.weightDecay() != 0) {
            regularised(w).muli(1 - learningRate * spec.weightDecay());
        }
        INDArray m = state(MEAN);
        INDArray v = state(MEAN_OF_SQUARES);
        m.muli(spec.beta1());
        addScaled(m, g, 1 - spec.beta1());
        g.muli(g);
        v.muli(spec.beta2());
        addScaled(v, g, 1 - spec.beta2());
        double meanCorrection = 1 - Math.pow(spec.beta1(), step);
        double squaresCorrection = 1 - Math.pow(spec.beta2(), step);
        INDArray divisor = scratch();
        v.divi(squaresCorrection, divisor);
        Nd4j.exec(new Sqrt(divisor, divisor));
        divisor.addi(spec.epsilon());
        m.divi(divisor, g);
        addScaled(w, g, -learningRate / meanCorrection);
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
