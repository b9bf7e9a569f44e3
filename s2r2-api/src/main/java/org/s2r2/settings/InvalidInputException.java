package org.s2r2.settings;

/**
 * Input from outside (a setting, a file, an argument) that cannot be used. The message is one sentence for the person
 * who gave the input: it names the file or key, what was found, and what is allowed. Command lines print it without a
 * stack trace and exit with status 2.
 */
public final class InvalidInputException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public InvalidInputException(String message) {
        super(message);
    }

    public InvalidInputException(String message, Throwable cause) {
        super(message, cause);
    }
}
