package org.s2r2.eval.protocol;

import java.util.List;

/**
 * One number that a protocol found.
 *
 * @param path its place in the protocol's results, such as {@code top1}, or {@code 1%} and {@code top1}
 * @param value a fraction from 0 to 1, or a whole number
 * @param heading what tables call it, such as {@code kNN top-1}; empty where they leave it out
 * @param deviation its standard deviation where it is a mean, else 0
 */
public record Figure(List<String> path, Number value, String heading, double deviation) {

    public Figure {
        path = List.copyOf(path);
        if (path.isEmpty() || path.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("a figure has a path of names, found " + path);
        }
    }

    /** A fraction that tables show. */
    public static Figure of(String heading, double value, String... path) {
        return new Figure(List.of(path), value, heading, 0);
    }

    /** A number that results have and tables leave out. */
    public static Figure hidden(Number value, String... path) {
        return new Figure(List.of(path), value, "", 0);
    }
}
