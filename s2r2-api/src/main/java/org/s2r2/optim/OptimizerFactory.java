package org.s2r2.optim;

import org.s2r2.settings.Settings;

/**
 * Makes an optimiser from its hyperparameters. An {@link org.s2r2.plugin.S2r2Module} binds one under the optimiser's
 * name in a {@code MapBinder}, and the name can then stand in an experiment file.
 */
@FunctionalInterface
public interface OptimizerFactory {

    /**
     * @param settings the keys beside {@code name} and {@code learningRate} in the section {@code optimizer}; the caller
     *     rejects those not read
     * @throws org.s2r2.settings.InvalidInputException if a value is out of its range
     */
    Optimizer create(Settings settings);
}
