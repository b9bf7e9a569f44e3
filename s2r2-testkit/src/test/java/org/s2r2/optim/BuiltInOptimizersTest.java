package org.s2r2.optim;

import org.junit.jupiter.api.Nested;
import org.s2r2.testkit.optim.OptimizerRuleContract;
import org.s2r2.testkit.optim.ScheduleContract;

/** The optimisers and the schedule of the framework keep the contracts. */
class BuiltInOptimizersTest {

    @Nested
    class OfSgd extends OptimizerRuleContract {
        @Override
        protected Optimizer optimizer() {
            return new Sgd(0.9, true, 0.01);
        }
    }

    @Nested
    class OfAdamW extends OptimizerRuleContract {
        @Override
        protected Optimizer optimizer() {
            return new AdamW(0.9, 0.99, 1e-6, 0.1);
        }
    }

    @Nested
    class OfLars extends OptimizerRuleContract {
        @Override
        protected Optimizer optimizer() {
            return new Lars(0.9, 0.02, 0.01);
        }
    }

    @Nested
    class OfClippedAdamW extends OptimizerRuleContract {
        @Override
        protected Optimizer optimizer() {
            return new Clipped(new AdamW(0.9, 0.99, 1e-6, 0.1), 0.01);
        }
    }

    @Nested
    class OfWarmupCosine extends ScheduleContract {
        @Override
        protected Schedule schedule(double learningRate, int epochs) {
            return new WarmupCosine(learningRate, learningRate / 10, Math.min(2, epochs), epochs);
        }
    }
}
