package org.s2r2.encoder;

import org.s2r2.settings.Settings;

/**
 * Makes a backbone from its settings. An {@link org.s2r2.plugin.S2r2Module} binds one under the backbone's name in a
 * {@code MapBinder}, and the name can then stand in an experiment file.
 */
@FunctionalInterface
public interface BackboneFactory {

    /**
     * @param settings the section {@code encoder}, where the backbone's own keys stand beside {@code backbone}, {@code
     *     weights} and {@code head}; the caller rejects those not read
     * @throws org.s2r2.settings.InvalidInputException if a value is out of its range
     */
    Backbone create(Settings settings);
}
