package org.s2r2.training;

import java.util.Objects;

/**
 * A run cannot go on to anything good: its loss, a gradient or a weight became infinite or not a number, or its
 * representation collapsed. The message names the step and, where they matter, the images.
 */
public final class DivergedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public DivergedException(String message) {
        super(message);
    }

    /** Never null. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage(), "there is no constructor without a message");
    }
}
