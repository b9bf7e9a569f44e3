package org.s2r2.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What a training run has counted up to some step, so that one who goes on from there reports the same numbers as one
 * who was never stopped. All but the skips is about the epoch that the next step belongs to.
 *
 * @param updates updates made in the epoch
 * @param loss the sum of their losses
 * @param batchAp the sum of the average precisions of the batches that were measured
 * @param seconds how long the epoch took so far
 * @param skipped steps of the run that were skipped because something was not finite
 * @param skippedInARow how many of them came directly before the next step
 * @param measured how many batches were measured; null where all updates' were
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Tally(
        int updates, double loss, double batchAp, double seconds, int skipped, int skippedInARow, @Nullable Integer measured) {

    /** Nothing yet. */
    public static final Tally NONE = new Tally(0, 0, 0, 0, 0, 0);

    public Tally {
        measured = measured == null || measured == updates ? null : measured;
    }

    /** A tally of a run that measures every batch. */
    public Tally(int updates, double loss, double batchAp, double seconds, int skipped, int skippedInARow) {
        this(updates, loss, batchAp, seconds, skipped, skippedInARow, null);
    }

    Tally updated(double stepLoss, double stepSeconds) {
        return new Tally(updates + 1, loss + stepLoss, 0, seconds + stepSeconds, skipped, 0, 0);
    }

    Tally skipped(double stepSeconds) {
        return new Tally(updates, loss, 0, seconds + stepSeconds, skipped + 1, skippedInARow + 1, 0);
    }

    /** The same with another sum of average precisions. */
    Tally withBatchAp(double sum, int batches) {
        return new Tally(updates, loss, sum, seconds, skipped, skippedInARow, batches);
    }

    /** How many batches were measured. */
    int measuredBatches() {
        return measured == null ? updates : measured;
    }

    /** The same at the beginning of the next epoch. */
    Tally nextEpoch() {
        return new Tally(0, 0, 0, 0, skipped, skippedInARow);
    }
}
