package org.s2r2.training;

import org.s2r2.settings.Settings;

/**
 * Makes a listener from its settings. An {@link org.s2r2.plugin.S2r2Module} binds one under the listener's name in a
 * {@code MapBinder}, and the name can then stand in {@code training.listeners} of an experiment file.
 */
@FunctionalInterface
public interface TrainingListenerFactory {

    /**
     * Makes a new listener for one run, and opens nothing yet: experiments are read without being run, too.
     *
     * @param settings the keys beside {@code name}; the caller rejects those not read
     * @throws org.s2r2.settings.InvalidInputException if a value is out of its range
     */
    TrainingListener create(Settings settings);
}
