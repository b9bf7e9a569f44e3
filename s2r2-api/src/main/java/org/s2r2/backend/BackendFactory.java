package org.s2r2.backend;

import java.util.Set;
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

    /** What the backends that it opens can compute in. */
    default Set<Precision> precisions() {
        return Set.of(Precision.FLOAT32);
    }

    /**
     * @param device the device to run on
     * @param threads threads for one operation on the CPU, at least 1
     * @param precision what convolutions, linear layers and attention compute in while an encoder is trained
     */
    record Options(Device device, int threads, Precision precision) {
        public Options {
            if (threads < 1) {
                throw new IllegalArgumentException("threads: found " + threads + ", expected 1 or more");
            }
        }

        /** With single precision. */
        public Options(Device device, int threads) {
            this(device, threads, Precision.FLOAT32);
        }
    }

    /** What the products of a training step are computed in. */
    enum Precision {
        /** IEEE 754 single precision. */
        FLOAT32,
        /**
         * bfloat16, the upper half of single precision, for the products and what goes into and out of them. Weights, their
         * updates, the statistics of norms, embeddings and losses stay in single precision, and so do evaluation and files.
         */
        BFLOAT16
    }

    /** Where a backend computes. */
    enum Device {
        /** The processor, by {@link Options#threads} threads. */
        CPU,
        /** The first GPU that the engine finds. */
        GPU
    }
}
