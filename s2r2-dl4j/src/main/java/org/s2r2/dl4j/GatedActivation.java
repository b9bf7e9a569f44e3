package org.s2r2.dl4j;

import org.nd4j.linalg.api.ndarray.INDArray;

/** y = x P(x) for some P from 0 to 1, and its derivative P(x) + x P'(x). */
final class GatedActivation {

    /** Adds operations that compute P and P' of x. */
    interface Gate {
        void add(INDArray p, INDArray slope);
    }

    private GatedActivation() {}

    /** @param derivative where the derivative goes, which may be where x is; null for none */
    static void add(Program program, INDArray x, INDArray y, INDArray derivative, Gate gate) {
        Value probability = program.lease(x.shape());
        Value slope = program.lease(x.shape());
        INDArray p = probability.array();
        INDArray s = slope.array();
        Operations forward = program.forward();
        gate.add(p, s);
        // x is read before it may be overwritten.
        if (derivative != null) {
            forward.multiply(s, x, s);
        }
        forward.multiply(x, p, y);
        if (derivative != null) {
            forward.add(s, p, derivative);
        }
        program.release(probability);
        program.release(slope);
    }
}
