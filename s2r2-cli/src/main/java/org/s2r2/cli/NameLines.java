package org.s2r2.cli;

import java.util.regex.Pattern;

/** Names of pictures as lines of a list. */
final class NameLines {

    /** What readers of lists take for the end of a line: also U+0085, U+2028 and others. */
    private static final Pattern BREAK = Pattern.compile("\\R");

    private NameLines() {}

    /** Whether a name has a line break, which no list can hold. */
    static boolean breaks(String name) {
        return BREAK.matcher(name).find();
    }
}
