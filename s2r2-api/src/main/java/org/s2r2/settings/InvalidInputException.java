package org.s2r2.settings;

import java.util.Locale;
import java.util.Objects;

/**
 * Input from outside (a setting, a file, an argument) that cannot be used. The message is one sentence for the person
 * who gave the input: it names the file or key, what was found, and what is allowed. Command lines print it without a
 * stack trace and exit with status 2. As it quotes what strangers wrote, a long message loses its middle, and control
 * characters, which a terminal would obey, are shown by their numbers.
 */
public final class InvalidInputException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 2000;

    public InvalidInputException(String message) {
        super(printable(message));
    }

    public InvalidInputException(String message, Throwable cause) {
        super(printable(message), cause);
    }

    /** Never null. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage(), "there is no constructor without a message");
    }

    private static String printable(String message) {
        StringBuilder shown = new StringBuilder();
        message.chars().forEach(c ->
                shown.append(controls(c) ? String.format(Locale.ROOT, "\\u%04x", c) : String.valueOf((char) c)));
        return shown.length() <= LONGEST
                ? shown.toString()
                : shown.substring(0, LONGEST / 2) + " ... " + shown.substring(shown.length() - LONGEST / 2);
    }

    private static boolean controls(int character) {
        return Character.isISOControl(character);
    }
}
