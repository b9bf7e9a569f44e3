package org.s2r2.baseline;

import org.s2r2.objective.Temperature;
import org.s2r2.settings.Settings;

/**
 * The hyperparameters of {@link Swav}. The defaults are the paper's and its public code's for ImageNet.
 *
 * @param prototypes K, how many there are, at least 1
 * @param temperature of the predictions' softmax, from 1e-4 to 10
 * @param epsilon of the assignments; a larger one makes them softer
 * @param sinkhornIterations at least 1
 * @param assigningViews how many views of an image are assigned to prototypes for the others to predict: the first
 *     ones, so that the crop group of full size comes first in {@code views.crops}; at least 1
 * @param freezePrototypesSteps steps at the start of a run that leave the prototypes as they are; 0 for none
 * @param queueLength how many embeddings of past batches, of each assigning view, are assigned together with a batch,
 *     rounded down to whole batches; 0 for none. It makes up for batches much smaller than the number of prototypes.
 * @param queueStartEpoch epochs before embeddings are queued; the queue is used as soon as it is full
 */
public record SwavOptions(
        int prototypes,
        double temperature,
        double epsilon,
        int sinkhornIterations,
        int assigningViews,
        int freezePrototypesSteps,
        int queueLength,
        int queueStartEpoch) {

    private static final int MANY = 1_000_000;

    public SwavOptions {
        Temperature.require(temperature);
        if (prototypes < 1 || !(epsilon > 0) || sinkhornIterations < 1 || assigningViews < 1) {
            throw new IllegalArgumentException("prototypes, epsilon, iterations and assigning views are above 0, found "
                    + prototypes + ", " + epsilon + ", " + sinkhornIterations + " and " + assigningViews);
        }
        if (freezePrototypesSteps < 0 || queueLength < 0 || queueStartEpoch < 0) {
            throw new IllegalArgumentException("steps, queue length and epoch are 0 or more, found "
                    + freezePrototypesSteps + ", " + queueLength + " and " + queueStartEpoch);
        }
    }

    /** Reads the key of each component, with the paper's value where it is absent. */
    static SwavOptions read(Settings settings) {
        return new SwavOptions(
                settings.integer("prototypes", 3000, 1, MANY),
                Temperature.read(settings, 0.1),
                settings.number("epsilon", 0.05, 1e-4, 10),
                settings.integer("sinkhornIterations", 3, 1, 1000),
                settings.integer("assigningViews", 2, 1, 1000),
                settings.integer("freezePrototypesSteps", 313, 0, MANY),
                settings.integer("queueLength", 0, 0, MANY),
                settings.integer("queueStartEpoch", 15, 0, MANY));
    }
}
