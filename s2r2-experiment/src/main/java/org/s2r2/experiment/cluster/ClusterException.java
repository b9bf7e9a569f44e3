package org.s2r2.experiment.cluster;

/** Work that a cluster could not finish; the message says what happened in one sentence. */
public final class ClusterException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ClusterException(String message, Throwable cause) {
        super(message, cause);
    }

    public ClusterException(String message) {
        super(message);
    }
}
