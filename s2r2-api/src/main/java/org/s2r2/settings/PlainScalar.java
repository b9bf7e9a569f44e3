package org.s2r2.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A scalar that stands in a YAML file without quotes and that YAML reads as a number, a flag or nothing. Under a key for
 * text it counts as it was written, so that {@code 0010} is no 8 there and {@code yes} no flag.
 *
 * @param value an {@link Integer}, a {@link Long}, a {@link java.math.BigInteger}, a {@link Double} or a {@link Boolean};
 *     null for a word such as {@code null} or {@code ~}; the text for a number that Java does not read, such as {@code .inf}
 * @param text as it was written
 */
public record PlainScalar(@Nullable Object value, String text) {

    /** What YAML reads: scalars as their values, through lists and sections too. */
    static @Nullable Object read(@Nullable Object written) {
        if (written instanceof PlainScalar scalar) {
            return scalar.value;
        }
        if (written instanceof List<?> list) {
            return list.stream().map(PlainScalar::read).toList();
        }
        return written instanceof Map<?, ?> map ? read(map) : written;
    }

    private static Map<Object, @Nullable Object> read(Map<?, ?> written) {
        Map<Object, @Nullable Object> read = new LinkedHashMap<>();
        written.forEach((key, value) -> read.put(key, read(value)));
        return read;
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
