package org.s2r2.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.s2r2.settings.InvalidInputException;

/** Files with the name of a class on every line. */
final class ClassNames {

    private ClassNames() {}

    /**
     * The names in a file, or the numbers from 0 where there is no such file.
     *
     * @throws InvalidInputException if the file has another number of names than {@code classes}
     */
    static List<String> read(Path file, int classes) throws IOException {
        if (!Files.exists(file)) {
            return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
        }
        List<String> names = Files.readAllLines(file).stream()
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
        if (names.size() != classes) {
            throw new InvalidInputException(file + " has " + names.size() + " class names, expected " + classes);
        }
        return names;
    }
}
