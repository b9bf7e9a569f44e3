package org.s2r2.objective;

import org.s2r2.settings.Settings;

/**
 * Makes an objective from its hyperparameters. A Guice module binds one under the objective's name in a {@code
 * MapBinder}, and the name can then stand in an experiment file.
 */
public interface ObjectiveFactory {

    /**
     * Makes a new objective: one that has state shares it with no other.
     *
     * @param settings the keys beside {@code name} in the objective's section; the caller rejects those not read
     * @throws org.s2r2.settings.InvalidInputException if a value is out of its range
     */
    Objective create(Settings settings);
}
