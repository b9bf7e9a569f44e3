package org.s2r2.search.explore;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** The parameters behind the question mark of an address. All are numbers; what has none is refused. */
final class Parameters {

    private final Map<String, String> values = new HashMap<>();

    Parameters(URI uri) {
        String query = uri.getRawQuery();
        for (String part : query == null ? new String[0] : query.split("&")) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                values.put(part.substring(0, equals), part.substring(equals + 1));
            }
        }
    }

    /** A parameter of numbers with hyphens between them; empty where it is not there. */
    String list(String name) {
        return values.getOrDefault(name, "");
    }

    /** A whole number, or another where there is none. */
    int number(String name, int absent, int least, int most) throws RefusedException {
        return values.containsKey(name) ? number(name, values.get(name), least, most) : absent;
    }

    /** A text as a whole number. */
    static int number(String name, String text, int least, int most) throws RefusedException {
        // Digits alone: parseInt takes signs and the digits of all scripts.
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
            throw new RefusedException(400,
                    name + ": expected a whole number from " + least + " to " + most);
        }
        return Integer.parseInt(text);
    }

    /** A number with decimals, or another where there is none. */
    double decimal(String name, double absent, double least, double most) throws RefusedException {
        String text = values.get(name);
        if (text == null) {
            return absent;
        }
        if (!text.matches("[0-9]{1,3}(\\.[0-9]{1,9})?") || Double.parseDouble(text) < least
                || Double.parseDouble(text) > most) {
            throw new RefusedException(400, name + ": expected a number from " + least + " to " + most);
        }
        return Double.parseDouble(text);
    }
}
