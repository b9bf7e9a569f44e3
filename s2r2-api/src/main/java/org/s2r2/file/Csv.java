package org.s2r2.file;

/** Cells of a table with commas between its columns (RFC 4180). */
public final class Csv {

    private Csv() {}

    /** A text as one cell: in quotes where it holds one, a comma or a line break. */
    public static String cell(String text) {
        return text.matches("[^\",\r\n]*") ? text : "\"" + text.replace("\"", "\"\"") + "\"";
    }
}
