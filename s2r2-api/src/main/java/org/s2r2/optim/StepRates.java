package org.s2r2.optim;

/**
 * What a schedule gives an update.
 *
 * @param learningRate the learning rate, 0 or more
 * @param weightDecayFactor what the weight decay of the rule is multiplied by, 0 or more
 */
public record StepRates(double learningRate, double weightDecayFactor) {

    /** With the weight decay as it is configured. */
    public static StepRates of(double learningRate) {
        return new StepRates(learningRate, 1);
    }
}
