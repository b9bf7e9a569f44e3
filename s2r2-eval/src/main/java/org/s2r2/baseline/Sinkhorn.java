package org.s2r2.baseline;

import org.s2r2.tensor.Tensor;

/**
 * Soft assignments of samples to prototypes that use all prototypes equally (Cuturi, "Sinkhorn Distances", NeurIPS
 * 2013; as in SwAV, section 3.1): Q = exp(scores / epsilon), then in turn every prototype's column and every sample's
 * row divided by its sum. Here on the logarithms of Q, where no score overflows and no column vanishes. The constants
 * that other descriptions divide by, 1/B and 1/K, cancel out, as the last step makes the rows sum to 1.
 */
final class Sinkhorn {

    private Sinkhorn() {}

    /**
     * The logarithms of the assignments. What is made on the way is closed at once, as the matrices may be large.
     *
     * @param scores [samples, prototypes]
     * @param epsilon how soft the assignments are, above 0
     * @param iterations how often columns and rows are divided by their sums, at least 1
     * @return [samples, prototypes], whose exponentials sum to 1 over each row
     */
    static Tensor logAssignments(Tensor scores, double epsilon, int iterations) {
        int samples = scores.shape()[0];
        int prototypes = scores.shape()[1];
        Tensor logs = scores.mul(1 / epsilon);
        for (int i = 0; i < iterations; i++) {
            logs = divided(logs, 0, 1, prototypes);
            logs = divided(logs, 1, samples, 1);
        }
        return logs;
    }

    /** Divides by the sums along an axis, which have the given shape when the axis is kept; closes {@code logs}. */
    private static Tensor divided(Tensor logs, int axis, int... kept) {
        try (logs; Tensor sums = logs.logSumExp(axis); Tensor aligned = sums.reshape(kept)) {
            return logs.sub(aligned);
        }
    }
}
