package org.s2r2.eval.protocol;

import org.s2r2.settings.Settings;

/**
 * Makes a protocol from its settings. An {@link org.s2r2.plugin.S2r2Module} binds one under the protocol's name in a
 * {@code MapBinder}, and the name can then stand in {@code evaluation.protocols} of an experiment file.
 */
@FunctionalInterface
public interface ProtocolFactory {

    /**
     * @param settings the keys beside {@code name}; the caller rejects those not read
     * @throws org.s2r2.settings.InvalidInputException if a value is out of its range
     */
    Protocol create(Settings settings);
}
