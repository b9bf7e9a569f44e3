package org.s2r2.settings;

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

    private static String printable(String message) {
        String shown = message.length() <= LONGEST
                ? message
                : message.substring(0, LONGEST / 2) + " ... " + message.substring(message.length() - LONGEST / 2);
        if (shown.chars().noneMatch(InvalidInputException::controls)) {
            return shown;
        }
        StringBuilder escaped = new StringBuilder();
        shown.chars().forEach(c ->
                escaped.append(controls(c) ? String.format("\\u%04x", c) : String.valueOf((char) c)));
        return escaped.toString();
    }

    private static boolean controls(int character) {
        return Character.isISOControl(character);
    }
}
