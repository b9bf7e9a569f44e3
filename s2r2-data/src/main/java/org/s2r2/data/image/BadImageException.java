package org.s2r2.data.image;

import java.util.Objects;

/** An image that is listed in a dataset and cannot be decoded; the message names its file and what is wrong. */
public final class BadImageException extends Exception {

    private static final long serialVersionUID = 1L;

    public BadImageException(String message) {
        super(message);
    }

    public BadImageException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Never null. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage(), "there is no constructor without a message");
    }
}
