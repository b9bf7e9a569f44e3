package org.s2r2.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Holds the {@link ReaderPromise} of a module's readers. A module's test extends it. In every build the corpora and simple
 * mutations of them are read; under the profile {@code fuzz} the fuzzer runs {@code fuzz.seconds} on every reader, or on
 * those that {@code fuzz.readers} lists, separated by commas.
 */
public abstract class FuzzContract {

    /** The tag of what runs under the profile alone. */
    static final String FUZZ = "fuzz";

    private static final int MUTATIONS = 100;

    private final List<FuzzedReader> readers;

    @TempDir
    Path folder;

    protected FuzzContract(FuzzedReader... readers) {
        this.readers = List.of(readers);
    }

    private static Path seeds(FuzzedReader reader) {
        return Path.of("src", "test", "resources", "corpus", reader.corpus());
    }

    private static List<Path> files(FuzzedReader reader) throws IOException {
        try (Stream<Path> files = Files.list(seeds(reader))) {
            return files.sorted().toList();
        }
    }

    /** Files whose names begin so have to be read as values; the others are what was found to be hard. */
    private static boolean isGood(Path file) {
        return file.getFileName().toString().startsWith("good") && file.toFile().length() > 0;
    }

    private ReaderPromise promise(FuzzedReader reader) throws IOException {
        return new ReaderPromise(reader, Files.createDirectories(folder.resolve(reader.corpus())));
    }

    @TestFactory
    Stream<DynamicTest> theCorpusIsReadAsPromised() {
        return readers.stream().map(reader -> DynamicTest.dynamicTest(reader.corpus(), () -> {
            ReaderPromise promise = promise(reader);
            int values = 0;
            for (Path file : files(reader)) {
                boolean value = promise.check(Files.readAllBytes(file));
                assertThat(value || !isGood(file)).as("%s has a value", file).isTrue();
                values += value ? 1 : 0;
            }
            assertThat(values).as("values in the corpus").isPositive();
        }));
    }

    @TestFactory
    Stream<DynamicTest> mutationsOfTheCorpusAreReadAsPromised() {
        return readers.stream().map(reader -> DynamicTest.dynamicTest(reader.corpus(), () -> {
            ReaderPromise promise = promise(reader);
            Random random = new Random(7);
            for (Path file : files(reader)) {
                byte[] whole = Files.readAllBytes(file);
                for (int i = 0; i < MUTATIONS && isGood(file); i++) {
                    promise.check(mutated(whole, random));
                }
            }
        }));
    }

    private static byte[] mutated(byte[] whole, Random random) {
        byte[] input = random.nextInt(4) == 0
                ? Arrays.copyOf(whole, random.nextInt(whole.length))
                : whole.clone();
        for (int i = random.nextInt(5); i > 0 && input.length > 0; i--) {
            input[random.nextInt(input.length)] = (byte) random.nextInt(256);
        }
        return input;
    }

    @Tag(FUZZ)
    @TestFactory
    Stream<DynamicTest> theFuzzerFindsNothing() {
        int seconds = Integer.getInteger("fuzz.seconds", 60);
        List<String> chosen = List.of(System.getProperty("fuzz.readers", "").split(","));
        return readers.stream()
                .filter(reader -> chosen.contains("") || chosen.contains(reader.corpus()))
                .map(reader -> DynamicTest.dynamicTest(reader.corpus(),
                        () -> assertThat(Fuzzer.run(reader, seeds(reader), seconds)).isEmpty()));
    }
}
