package org.s2r2.backend;

/** Opens a backend. A backend's Guice module binds one under the backend's name in a {@code MapBinder}. */
public interface BackendFactory {

    /**
     * @throws org.s2r2.settings.InvalidInputException if the device is not there; there is no silent fallback
     */
    Backend open(Options options);

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
