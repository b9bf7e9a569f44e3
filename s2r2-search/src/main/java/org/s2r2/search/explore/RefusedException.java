package org.s2r2.search.explore;

/** A request that is answered with an error; the message is the sentence that the answer says. */
final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;

    /** @param status the answer's status code, 400 or more */
    RefusedException(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
