package org.s2r2.optim;

import java.util.List;
import org.s2r2.settings.Settings;

/**
 * Stochastic gradient descent with momentum, as in PyTorch: v = momentum * v + g + wd * w; w -= lr * v, or with {@code
 * nesterov} w -= lr * (g + wd * w + momentum * v), where w is a weight, g its gradient, lr the learning rate, wd the
 * weight decay where it applies and 0 elsewhere. State: {@code momentum}.
 *
 * @param momentum how much of the last direction is kept, from 0 to below 1
 * @param nesterov whether to look ahead (Nesterov, 1983, in the form of Sutskever et al., ICML 2013)
 * @param weightDecay wd for the weights to which it applies
 */
public record Sgd(double momentum, boolean nesterov, double weightDecay) implements Optimizer {

    /** The name in experiment files. */
    public static final String NAME = "sgd";

    private static final String MOMENTUM = "momentum";

    /** Reads {@code momentum}, {@code nesterov} and {@code weightDecay}. */
    public static Sgd from(Settings settings) {
        return new Sgd(
                settings.number("momentum", 0.9, 0, 0.9999),
                settings.flag("nesterov", false),
                settings.number("weightDecay", 1e-4, 0, 1));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> state() {
        return List.of(MOMENTUM);
    }

    @Override
    public void update(UpdatePart part) {
        FloatVector w = part.weights();
        FloatVector g = part.gradient();
        if (weightDecay != 0 && part.regularised()) {
            g.addScaled(w, weightDecay * part.weightDecayFactor());
        }
        FloatVector v = part.state(MOMENTUM).scale(momentum).addScaled(g, 1);
        w.addScaled(nesterov ? g.addScaled(v, momentum) : v, -part.learningRate());
    }
}
