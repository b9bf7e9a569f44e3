package org.s2r2.objective;

import org.s2r2.settings.Settings;
import org.s2r2.tensor.Tensor;

/**
 * What a loss makes of the precisions at a query's positives. The precision at positive i is p_i = P_i / (P_i + N_i),
 * with the positives P_i up to i, itself included, and the negatives N_i above it.
 */
public enum PrecisionForm {
    /** The mean of 1 - p_i, one minus the average precision. Its gradient fades as the ranking becomes right. */
    LINEAR,
    /** The mean of -log p_i: the gradient of the linear form, divided by p_i at each positive. */
    LOG;

    /** Reads the key {@code form}, which is no key of the resolved configuration where it is {@code linear}. */
    public static PrecisionForm read(Settings settings) {
        return settings.optionalChoice("form", LINEAR);
    }

    /**
     * The loss at each positive. Where positives rank first it keeps the digits that 1 - p_i would lose.
     *
     * @param positives the P_i, above 0
     * @param negatives the N_i, of the same shape
     * @return of the same shape
     */
    public Tensor losses(Tensor positives, Tensor negatives) {
        return switch (this) {
            case LINEAR -> negatives.div(positives.add(negatives));
            case LOG -> negatives.div(positives).add(1).log();
        };
    }
}
