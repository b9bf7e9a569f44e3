package org.s2r2.backend;

import org.s2r2.encoder.Encoder;

/** Opens a backend. A backend's Guice module binds one under the backend's name in a {@code MapBinder}. */
public interface BackendFactory {

    /**
     * @throws org.s2r2.settings.InvalidInputException if the device is not there; there is no silent fallback
     */
    Backend open(Options options);

    /**
     * Asks whether the backends that it opens can compile an encoder, which they can unless a layer is not theirs.
     *
     * @throws org.s2r2.settings.InvalidInputException if they cannot
     */
    default void require(Encoder encoder) {}

    /**
     * @param device the device to run on
     * @param threads threads for one operation on the CPU, at least 1
     */
    record Options(Device device, int threads) {
        public Options {
            if (threads < 1) {
                throw new IllegalArgumentException("threads: found " + threads + ", expected 1 or more");
            }
        }
    }

    /** Where a backend computes. */
    enum Device {
        /** The processor, by {@link Options#threads} threads. */
        CPU,
        /** The first GPU that the engine finds. */
        GPU
    }
}
