package org.s2r2.optim;

import java.util.List;
import org.s2r2.settings.Settings;

/**
 * LARS (You, Gitman and Ginsburg, 2017): u = g + wd * w, for a regularised w multiplied by trust * |w| / (|g| + wd *
 * |w|) where both norms, of the whole parameter, are above 0; v = momentum * v + u; w -= lr * v, where w is a weight, g
 * its gradient, lr the learning rate, wd the weight decay where it applies and 0 elsewhere. State: {@code momentum}.
 *
 * @param momentum how much of the last direction is kept, from 0 to below 1
 * @param trust the trust coefficient
 * @param weightDecay wd for the weights to which it applies
 */
public record Lars(double momentum, double trust, double weightDecay) implements Optimizer {

    /** The name in experiment files. */
    public static final String NAME = "lars";

    private static final String MOMENTUM = "momentum";

    /** Reads {@code momentum}, {@code trust} and {@code weightDecay}. */
    public static Lars from(Settings settings) {
        return new Lars(
                settings.number("momentum", 0.9, 0, 0.9999),
                settings.number("trust", 1e-3, 1e-6, 1),
                settings.number("weightDecay", 1e-6, 0, 1));
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
    public boolean needsNorms() {
        return true;
    }

    @Override
    public double defaultLearningRate() {
        return 0.3;
    }

    @Override
    public void update(UpdatePart part) {
        FloatVector w = part.weights();
        FloatVector g = part.gradient();
        if (part.regularised()) {
            double decay = weightDecay * part.weightDecayFactor();
            if (decay != 0) {
                g.addScaled(w, decay);
            }
            if (part.weightNorm() > 0 && part.gradientNorm() > 0) {
                g.scale(trust * part.weightNorm() / (part.gradientNorm() + decay * part.weightNorm()));
            }
        }
        w.addScaled(part.state(MOMENTUM).scale(momentum).addScaled(g, 1), -part.learningRate());
    }
}
