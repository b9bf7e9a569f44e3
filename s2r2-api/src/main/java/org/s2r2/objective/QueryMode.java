package org.s2r2.objective;

/** Whether a query takes part in its own ranking. */
public enum QueryMode {
    /** A query ranks the other rows of the batch. */
    EXCLUDED,
    /**
     * A query is a candidate and a positive of its own, as in the public code of Smooth-AP (Brown et al., ECCV 2020).
     * With unit rows it always ranks first, which lowers the loss.
     */
    INCLUDED
}
