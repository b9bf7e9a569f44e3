package org.s2r2.data.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.s2r2.file.InputFile;
import org.s2r2.settings.InvalidInputException;

/** Files with the name of a class on every line. */
final class ClassNames {

    private static final int MOST_BYTES = 1 << 20;

    private ClassNames() {}

    /**
     * The names in a file, or the numbers from 0 where there is no such file.
     *
     * @throws InvalidInputException if the file has another number of names than {@code classes}
     */
    static List<String> read(Path file, int classes) {
        if (!Files.exists(file)) {
            return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
        }
        List<String> names = lines(file, "names of classes");
        if (names.size() != classes) {
            throw new InvalidInputException(file + " has " + names.size() + " class names, expected " + classes);
        }
        return names;
    }

    /** The lines of a small file of text, but for those that are blank. */
    static List<String> lines(Path file, String expected) {
        return InputFile.text(file, MOST_BYTES, expected)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
