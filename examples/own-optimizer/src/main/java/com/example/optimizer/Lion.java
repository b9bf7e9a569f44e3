package com.example.optimizer;

import java.util.List;
import org.s2r2.optim.FloatVector;
import org.s2r2.optim.Optimizer;
import org.s2r2.optim.UpdatePart;
import org.s2r2.settings.Settings;

/**
 * Lion (Chen et al., "Symbolic Discovery of Optimization Algorithms", NeurIPS 2023, arXiv 2302.06675, program 1). For a
 * weight w with gradient g, momentum m, learning rate lr, and weight decay wd where it applies and 0 elsewhere:
 *
 * <pre>
 * c = beta1 * m + (1 - beta1) * g
 * w = w - lr * (sign(c) + wd * w)
 * m = beta2 * m + (1 - beta2) * g
 * </pre>
 *
 * @param beta1 how much of the momentum is in the direction of an update
 * @param beta2 how much of the momentum is kept
 * @param weightDecay wd for the weights to which it applies
 */
public record Lion(double beta1, double beta2, double weightDecay) implements Optimizer {

    static final String NAME = "lion";

    private static final String MOMENTUM = "momentum";

    /** Reads {@code beta1}, {@code beta2} and {@code weightDecay}, if absent 0.9, 0.99 and 0.1. */
    static Lion from(Settings settings) {
        return new Lion(
                settings.number("beta1", 0.9, 0, 0.9999),
                settings.number("beta2", 0.99, 0, 0.9999),
                settings.number("weightDecay", 0.1, 0, 10));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> state() {
        return List.of(MOMENTUM);
    }

    /** Every weight moves by lr, so that Lion asks for a smaller one than other rules: a tenth of AdamW's. */
    @Override
    public double defaultLearningRate() {
        return 1e-4;
    }

    @Override
    public void update(UpdatePart part) {
        FloatVector w = part.weights();
        FloatVector g = part.gradient();
        FloatVector m = part.state(MOMENTUM);
        FloatVector step = part.scratch().set(m).scale(beta1).addScaled(g, 1 - beta1).sign();
        if (part.regularised()) {
            step.addScaled(w, weightDecay);
        }
        w.addScaled(step, -part.learningRate());
        m.scale(beta2).addScaled(g, 1 - beta2);
    }
}
