package org.s2r2.training;

/** A training run ended between two steps, because somebody asked it to; see {@link StopRequest}. */
public final class TrainingStoppedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    /** @param reason why it was asked to stop */
    public TrainingStoppedException(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Why it was asked to stop. */
    public String reason() {
        return reason;
    }
}
