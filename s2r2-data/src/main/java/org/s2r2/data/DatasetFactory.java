package org.s2r2.data;

import org.s2r2.settings.Settings;

/**
 * Opens a dataset from its settings. A Guice module binds one under the dataset's name in a {@code MapBinder<String,
 * DatasetFactory>}, and the name can then stand in an experiment file.
 */
public interface DatasetFactory {

    /**
     * @param settings the keys beside {@code dataset} in the dataset's section; the caller rejects those not read
     * @throws org.s2r2.settings.InvalidInputException if a value is out of its range, or files are missing or broken
     */
    ImageDataset open(Settings settings, Split split);

    /**
     * Reads all keys, so that a value out of range and an unknown key are found before any file is opened, and opens
     * nothing.
     *
     * @return whether all keys were read, false by default: those that were not then count as unknown only when images
     *     are open
     */
    default boolean readKeys(Settings settings) {
        return false;
    }

    /**
     * Opens the images that an encoder learns from, where they are others than the labelled training images. Reads the
     * same keys as {@link #open}.
     */
    default ImageDataset openForPretraining(Settings settings) {
        return open(settings, Split.TRAIN);
    }

    /** Whether the settings say that encoders learn from unlabelled images beside the labelled ones, and from no others. */
    default boolean learnsFromUnlabelledAlone(Settings settings) {
        return false;
    }
}
