package org.s2r2.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.Stream;

/** The entry point of the fuzzer; the property {@code fuzz.reader} says which reader it drives, {@code CLASS.CONSTANT}. */
public final class FuzzTarget {

    static final String READER = "fuzz.reader";

    private static ReaderPromise promise;

    private FuzzTarget() {}

    /** Called by name, before the first input. */
    public static void fuzzerInitialize() throws IOException, ClassNotFoundException {
        String reader = System.getProperty(READER);
        int dot = reader.lastIndexOf('.');
        FuzzedReader found = Stream.of(Class.forName(reader.substring(0, dot)).getEnumConstants())
                .map(FuzzedReader.class::cast)
                .filter(constant -> constant.name().equals(reader.substring(dot + 1)))
                .findFirst()
                .orElseThrow();
        promise = new ReaderPromise(found, Files.createTempDirectory("fuzz"));
        // Loads and instruments the classes, which takes long, before the fuzzer's clock runs.
        promise.check(new byte[0]);
    }

    /** Called by name, for every input. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        promise.check(input);
    }
}
