package org.s2r2.checkpoint;

/**
 * How good a checkpoint is, for the choice of the best of a run.
 *
 * @param by what was measured: {@link #LOSS}, of which less is better, or something of which more is
 * @param value what was found
 */
public record Score(String by, double value) {

    /** The mean loss of the epoch before the checkpoint. */
    public static final String LOSS = "loss";

    /** The accuracy of the online evaluation before the checkpoint. */
    public static final String KNN = "knn";

    /** Whether this one is better; never so where they measure different things. */
    boolean betterThan(Score other) {
        return by.equals(other.by) && (by.equals(LOSS) ? value < other.value : value > other.value);
    }
}
