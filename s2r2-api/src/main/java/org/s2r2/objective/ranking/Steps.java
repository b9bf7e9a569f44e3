package org.s2r2.objective.ranking;

import org.s2r2.tensor.Tensor;

/** The step function and the masks that count what it says. */
final class Steps {

    /** Of differences of similarities, single precision knows none but 0 below 1e-30. */
    private static final double STEEP = 1e30;

    private Steps() {}

    /** 1 where x is above 0, else 0; a constant to the gradient. */
    static Tensor above(Tensor x) {
        return x.detach().relu().mul(-STEEP).add(1).relu().mul(-1).add(1);
    }
}
