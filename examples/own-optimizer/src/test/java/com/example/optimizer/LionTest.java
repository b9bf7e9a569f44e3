package com.example.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.s2r2.backend.ParameterLayout;
import org.s2r2.encoder.Layer;
import org.s2r2.optim.Optimizer;
import org.s2r2.testkit.optim.HostUpdate;
import org.s2r2.testkit.optim.OptimizerRuleContract;
import org.s2r2.testkit.sample.Samples;

class LionTest extends OptimizerRuleContract {

    @Override
    protected Optimizer optimizer() {
        return new Lion(0.9, 0.99, 0.1);
    }

    /** Two weights that decay, and a bias that does not. */
    @Test
    void equalsTheEquationsNumberByNumber() {
        ParameterLayout layout = new ParameterLayout(new Layer.Linear("fc", 2, 1, true).parameters());
        float[] first = {0.5f, -2, 3};
        HostUpdate update = new HostUpdate(layout, new Lion(0.8, 0.95, 0.1), first);
        double[] w = {0.5, -2, 3};
        double[] m = new double[3];
        for (int step = 0; step < 20; step++) {
            float[] gradient = Samples.gaussian(3, step);
            update.update(gradient, 0.01, Set.of());
            for (int i = 0; i < 3; i++) {
                double decay = i < 2 ? 0.1 * w[i] : 0;
                w[i] -= 0.01 * (Math.signum(0.8 * m[i] + 0.2 * gradient[i]) + decay);
                m[i] = 0.95 * m[i] + 0.05 * gradient[i];
                assertThat((double) update.weights()[i])
                        .as("weight %d after step %d", i, step)
                        .isCloseTo(w[i], within(1e-6));
            }
        }
    }
}
