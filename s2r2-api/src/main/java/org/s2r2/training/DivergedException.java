package org.s2r2.training;

/** The loss became infinite or not a number; the message names the step and the images. */
public final class DivergedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DivergedException(String message) {
        super(message);
    }
}
