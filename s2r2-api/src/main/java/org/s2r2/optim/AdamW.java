package org.s2r2.optim;

import java.util.List;
import org.s2r2.settings.Settings;

/**
 * AdamW (Loshchilov and Hutter, ICLR 2019), as in PyTorch, at update t from 1: w -= lr * wd * w; m = beta1 * m + (1 -
 * beta1) * g; v = beta2 * v + (1 - beta2) * g^2; w -= lr * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon),
 * where w is a weight, g its gradient, lr the learning rate, wd the weight decay where it applies and 0 elsewhere.
 * State: {@code exp_avg} (m), {@code exp_avg_sq} (v) and the number of updates.
 *
 * @param beta1 how much of m is kept, from 0 to below 1
 * @param beta2 how much of v is kept, from 0 to below 1
 * @param epsilon keeps the divisor from 0
 * @param weightDecay wd for the weights to which it applies
 */
public record AdamW(double beta1, double beta2, double epsilon, double weightDecay) implements Optimizer {

    /** The name in experiment files. */
    public static final String NAME = "adamw";

    private static final String MEAN = "exp_avg";
    private static final String MEAN_OF_SQUARES = "exp_avg_sq";

    /** Reads {@code beta1}, {@code beta2}, {@code epsilon} and {@code weightDecay}. */
    public static AdamW from(Settings settings) {
        return new AdamW(
                settings.number("beta1", 0.9, 0, 0.9999),
                settings.number("beta2", 0.999, 0, 0.999999),
                settings.number("epsilon", 1e-8, 1e-16, 1),
                settings.number("weightDecay", 0.01, 0, 1));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> state() {
        return List.of(MEAN, MEAN_OF_SQUARES);
    }

    @Override
    public boolean countsUpdates() {
        return true;
    }

    @Override
    public double defaultLearningRate() {
        return 1e-3;
    }

    @Override
    public void update(UpdatePart part) {
        FloatVector w = part.weights();
        FloatVector g = part.gradient();
        if (weightDecay != 0 && part.regularised()) {
            w.scale(1 - part.learningRate() * weightDecay * part.weightDecayFactor());
        }
        FloatVector m = part.state(MEAN).scale(beta1).addScaled(g, 1 - beta1);
        FloatVector v = part.state(MEAN_OF_SQUARES).scale(beta2).addScaled(g.multiply(g), 1 - beta2);
        double meanCorrection = 1 - Math.pow(beta1, part.updates());
        double squaresCorrection = 1 - Math.pow(beta2, part.updates());
        FloatVector divisor = part.scratch().set(v).scale(1 / squaresCorrection).sqrt().add(epsilon);
        w.addScaled(g.set(m).divide(divisor), -part.learningRate() / meanCorrection);
    }
}
