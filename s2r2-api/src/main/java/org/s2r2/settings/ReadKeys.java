package org.s2r2.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What was read of a section of a configuration, in the order of reading, with the sections below it. */
final class ReadKeys {

    private final Map<String, @Nullable Object> read = new LinkedHashMap<>();

    /** @param value null for a key that is known and no part of the resolved configuration */
    void put(String key, @Nullable Object value) {
        read.put(key, value);
    }

    /** Counts keys that were not read as read, with the values they have. */
    void acceptOthers(Map<String, Object> values) {
        values.forEach(read::putIfAbsent);
    }

    /**
     * @param source what to call the origin in messages
     * @param path what stands before the section's keys
     * @throws InvalidInputException if one of the keys, or one of a section below, was never read
     */
    void rejectOthers(Set<String> keys, String source, String path) {
        for (String key : keys) {
            if (!read.containsKey(key)) {
                throw new InvalidInputException(source + ": unknown key " + path + key + "; known here: "
                        + String.join(", ", new TreeSet<>(read.keySet())));
            }
        }
        for (Object value : read.values()) {
            if (value instanceof Settings section) {
                section.rejectUnread();
            } else if (value instanceof List<?> list) {
                list.stream().filter(Settings.class::isInstance).forEach(entry -> ((Settings) entry).rejectUnread());
            }
        }
    }

    /** Every key with its value. */
    Map<String, Object> resolved() {
        Map<String, Object> resolved = new LinkedHashMap<>();
        read.forEach((key, value) -> {
            Object plain = plain(value);
            if (plain != null) {
                resolved.put(key, plain);
            }
        });
        return resolved;
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof Settings section) {
            return section.resolved();
        }
        return value instanceof List<?> list ? list.stream().map(ReadKeys::plain).toList() : PlainScalar.read(value);
    }
}
