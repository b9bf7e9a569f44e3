package org.s2r2.experiment.provenance;

import org.jspecify.annotations.Nullable;

/** Checks of what a file says. */
final class Recorded {

    private Recorded() {}

    static void require(String key, @Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException("found no " + key + ", expected one");
        }
    }

    static void requireFrom(long least, String key, long value) {
        if (value < least) {
            throw new IllegalArgumentException(key + ": found " + value + ", expected a number from " + least);
        }
    }

    static void requireSha256(String key, String value) {
        require(key, value);
        if (!value.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(key + ": expected a SHA-256 in hexadecimal");
        }
    }
}
