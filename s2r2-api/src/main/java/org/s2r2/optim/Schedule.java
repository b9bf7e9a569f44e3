package org.s2r2.optim;

/** The learning rate of every step of a run, and how its weight decay changes. A pure function: a run that goes on asks for the later steps alone. */
@FunctionalInterface
public interface Schedule {

    /**
     * @param step steps of the run done before, 0 for the first
     * @param stepsPerEpoch steps of an epoch, at least 1
     * @return the learning rate, 0 or more
     */
    double learningRate(long step, int stepsPerEpoch);

    /** What the optimiser's weight decay is multiplied by in a step, 0 or more; 1 unless a schedule says otherwise. */
    default double weightDecayFactor(long step, int stepsPerEpoch) {
        return 1;
    }

    /** The learning rate and the weight decay of a step. */
    default StepRates rates(long step, int stepsPerEpoch) {
        return new StepRates(learningRate(step, stepsPerEpoch), weightDecayFactor(step, stepsPerEpoch));
    }
}
