package org.s2r2.optim;

import org.s2r2.settings.Settings;

/**
 * Makes a schedule from its settings. An {@link org.s2r2.plugin.S2r2Module} binds one under the schedule's name in a
 * {@code MapBinder}, and the name can then stand in an experiment file.
 */
@FunctionalInterface
public interface ScheduleFactory {

    /**
     * @param settings the keys beside {@code name} in the section {@code schedule}; the caller rejects those not read
     * @param learningRate that of the section {@code optimizer}, above 0
     * @param epochs epochs of the whole run, at least 1
     * @throws org.s2r2.settings.InvalidInputException if a value is out of its range
     */
    Schedule create(Settings settings, double learningRate, int epochs);
}
