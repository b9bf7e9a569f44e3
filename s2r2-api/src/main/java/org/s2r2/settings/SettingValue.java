package org.s2r2.settings;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What stands under one key, read as what it has to be. Every method throws an {@link InvalidInputException} that names
 * the key, what was found and what is allowed.
 *
 * @param place source and path of the key, for messages
 * @param written as it stands there; null where nothing does
 */
record SettingValue(String place, @Nullable Object written) {

    private static final String PATH = "the name of a file or folder";

    double number(double min, double max) {
        if (!(typed() instanceof Number number) || !(number.doubleValue() >= min && number.doubleValue() <= max)) {
            throw invalid("a number" + range(min, max));
        }
        return number.doubleValue();
    }

    long wholeNumber(long min, long max) {
        Object value = typed();
        if (!isWhole(value) || ((Number) value).longValue() < min || ((Number) value).longValue() > max) {
            throw invalid("a whole number from " + min + " to " + max);
        }
        return ((Number) value).longValue();
    }

    /** At least one, and each once. */
    List<Long> wholeNumbers() {
        boolean fits = typed() instanceof List<?> list
                && !list.isEmpty()
                && list.stream().allMatch(SettingValue::isWhole)
                && list.stream().distinct().count() == list.size();
        if (!fits) {
            throw invalid("a list of whole numbers, each once");
        }
        return ((List<?>) typed()).stream().map(entry -> ((Number) entry).longValue()).toList();
    }

    List<Double> numbers(int fewest, int most, double min, double max) {
        boolean fits = typed() instanceof List<?> list
                && list.size() >= fewest
                && list.size() <= most
                && list.stream().allMatch(entry -> entry instanceof Number number
                        && number.doubleValue() >= min && number.doubleValue() <= max);
        if (!fits) {
            throw invalid((fewest == most ? fewest + " numbers" : "one or more numbers") + range(min, max));
        }
        return ((List<?>) typed()).stream().map(entry -> ((Number) entry).doubleValue()).toList();
    }

    boolean flag() {
        if (!(typed() instanceof Boolean flag)) {
            throw invalid("true or false");
        }
        return flag;
    }

    /** A number or a flag is text as it was written. */
    String text() {
        if (written instanceof PlainScalar scalar && scalar.value() == null) {
            throw invalid("text: in quotes where this is the text, or nothing behind the key for none");
        }
        if (written instanceof Map<?, ?> || written instanceof List<?>) {
            throw invalid("text: in quotes where YAML reads something else");
        }
        if (!(written instanceof String || written instanceof Number || written instanceof PlainScalar)) {
            throw invalid("text");
        }
        return written.toString();
    }

    Path path() {
        String text = text();
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw invalid(PATH + " without control characters; YAML reads \\t as a tab in double quotes, and not in single"
                    + " quotes or without");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw invalid(PATH);
        }
    }

    String choice(Iterable<String> allowed) {
        TreeSet<String> words = new TreeSet<>();
        allowed.forEach(words::add);
        if (!words.contains(String.valueOf(written))) {
            throw invalid("one of " + String.join(", ", words));
        }
        return String.valueOf(written);
    }

    Map<String, Object> section() {
        if (!(written instanceof Map<?, ?> map)) {
            throw invalid("a section of keys and values");
        }
        Map<String, Object> section = new LinkedHashMap<>();
        map.forEach((key, value) -> section.put(String.valueOf(key), value));
        return section;
    }

    List<?> list() {
        if (!(written instanceof List<?> list)) {
            throw invalid("a list of sections");
        }
        return list;
    }

    InvalidInputException invalid(String allowed) {
        String shown = written == null ? "nothing" : written instanceof String ? "'" + written + "'" : written.toString();
        return new InvalidInputException(place + ": found " + shown + ", expected " + allowed);
    }

    /** Null where nothing stands there, which no reader lets pass. */
    @SuppressWarnings("NullAway")
    private Object typed() {
        return PlainScalar.read(written);
    }

    private static boolean isWhole(Object value) {
        return value instanceof Integer || value instanceof Long;
    }

    private static String range(double min, double max) {
        return " from " + plain(min) + " to " + plain(max);
    }

    private static String plain(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e9 ? Long.toString((long) number) : Double.toString(number);
    }
}
