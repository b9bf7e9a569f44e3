package org.s2r2.collective;

/** A worker that the others need was lost, or did not answer in time; what was computed together cannot go on. */
public final class CollectiveException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CollectiveException(String message) {
        super(message);
    }

    public CollectiveException(String message, Throwable cause) {
        super(message, cause);
    }
}
