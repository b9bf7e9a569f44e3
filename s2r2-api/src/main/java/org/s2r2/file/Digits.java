package org.s2r2.file;

/** Decimal digits of any script, such as those that Java formats numbers with in Arabic or Bengali locales. */
public final class Digits {

    private Digits() {}

    /** A text with the digits 0 to 9 in place of decimal digits of other scripts. */
    public static String ascii(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints().forEach(c -> plain.appendCodePoint(Character.isDigit(c) ? '0' + Character.digit(c, 10) : c));
        return plain.toString();
    }
}
