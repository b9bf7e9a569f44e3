package org.s2r2.fuzz;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.s2r2.settings.InvalidInputException;

/**
 * A reader of files from outside. A module lists its own in an enum; a reader's corpus is in the module's test resources
 * under {@code corpus/NAME}, NAME being the constant in lower case.
 */
public interface FuzzedReader {

    /** The constant's. */
    String name();

    /** The name of the file that is read. */
    String fileName();

    /** Writes the files that have to be beside it, once. */
    default void prepare(Path folder) throws IOException {}

    /** Reads the file; ends in a value or in an expected exception. */
    void read(Path file) throws Exception;

    /** Whether a reader may end so. */
    default boolean expects(Exception exception) {
        return exception instanceof InvalidInputException;
    }

    /** The folder of the corpus. */
    default String corpus() {
        return name().toLowerCase(Locale.ROOT);
    }
}
