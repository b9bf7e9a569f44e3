package org.s2r2.data.augment;

import org.s2r2.settings.Settings;

/**
 * Makes an augmentation from its settings. An {@link org.s2r2.plugin.S2r2Module} binds one under the augmentation's name
 * in a {@code MapBinder}, and the name can then stand in {@code views.augmentations} of an experiment file.
 */
@FunctionalInterface
public interface AugmentationFactory {

    /**
     * @param settings the keys beside {@code name}; the caller rejects those not read
     * @throws org.s2r2.settings.InvalidInputException if a value is out of its range
     */
    Augmentation create(Settings settings);
}
