package org.s2r2.optim;

/** The learning rate of every step of a run. A pure function: a run that goes on asks for the later steps alone. */
@FunctionalInterface
public interface Schedule {

    /**
     * @param step steps of the run done before, 0 for the first
     * @param stepsPerEpoch steps of an epoch, at least 1
     * @return the learning rate, 0 or more
     */
    double learningRate(long step, int stepsPerEpoch);
}
