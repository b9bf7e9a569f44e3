package org.s2r2.optim;

/**
 * An update rule and its hyperparameters, the learning rate excepted, which the schedule gives step by step. Weight
 * decay and LARS adaptation leave out batch-norm parameters and biases
 * ({@link org.s2r2.encoder.Parameter#regularised()}). Below, w is a weight, g its gradient, lr the learning rate, wd
 * the weight decay where it applies and 0 elsewhere; state starts at 0.
 */
public sealed interface OptimizerSpec {

    /** wd for the weights to which it applies, 0 for none. */
    double weightDecay();

    /**
     * Stochastic gradient descent with momentum, as in PyTorch: v = momentum * v + g + wd * w; w -= lr * v, or with
     * {@code nesterov} w -= lr * (g + wd * w + momentum * v). State: {@code momentum}.
     */
    record Sgd(double momentum, boolean nesterov, double weightDecay) implements OptimizerSpec {}

    /**
     * AdamW (Loshchilov and Hutter, ICLR 2019), as in PyTorch, at step t from 1: w -= lr * wd * w; m = beta1 * m + (1 -
     * beta1) * g; v = beta2 * v + (1 - beta2) * g^2; w -= lr * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) +
     * epsilon). State: {@code exp_avg}, {@code exp_avg_sq} and the step count.
     */
    record AdamW(double beta1, double beta2, double epsilon, double weightDecay) implements OptimizerSpec {}

    /**
     * LARS (You, Gitman and Ginsburg, 2017): u = g + wd * w, for a regularised w multiplied by trust * |w| / (|g| + wd *
     * |w|) where both norms are above 0; v = momentum * v + u; w -= lr * v. State: {@code momentum}.
     */
    record Lars(double momentum, double trust, double weightDecay) implements OptimizerSpec {}
}
