package org.s2r2.training;

/**
 * What a training run has counted up to some step, so that one who goes on from there reports the same numbers as one
 * who was never stopped. All but the skips is about the epoch that the next step belongs to.
 *
 * @param updates updates made in the epoch
 * @param loss the sum of their losses
 * @param batchAp the sum of their batches' average precisions
 * @param seconds how long the epoch took so far
 * @param skipped steps of the run that were skipped because something was not finite
 * @param skippedInARow how many of them came directly before the next step
 */
public record Tally(int updates, double loss, double batchAp, double seconds, int skipped, int skippedInARow) {

    /** Nothing yet. */
    public static final Tally NONE = new Tally(0, 0, 0, 0, 0, 0);

    Tally updated(double stepLoss, double stepBatchAp, double stepSeconds) {
        return new Tally(updates + 1, loss + stepLoss, batchAp + stepBatchAp, seconds + stepSeconds, skipped, 0);
    }

    Tally skipped(double stepSeconds) {
        return new Tally(updates, loss, batchAp, seconds + stepSeconds, skipped + 1, skippedInARow + 1);
    }

    /** The same at the beginning of the next epoch. */
    Tally nextEpoch() {
        return new Tally(0, 0, 0, 0, skipped, skippedInARow);
    }
}
