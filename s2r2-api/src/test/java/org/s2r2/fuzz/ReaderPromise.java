package org.s2r2.fuzz;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What is promised for every file of less than 1 MB, whatever is in it: the reader ends in a value or in one of the
 * project's exceptions, whose message names the file and can be printed; it takes less than a second of processor time
 * and allocates less than 64 MB.
 */
public final class ReaderPromise {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long MOST_BYTES = 64L << 20;
    private static final long MOST_NANOS = 1_000_000_000L;
    private static final int LONGEST_MESSAGE = 2_100;
    private static final int ATTEMPTS = 3;

    private final FuzzedReader reader;
    private final Path file;

    /** @param folder where the reader's file is written */
    public ReaderPromise(FuzzedReader reader, Path folder) throws IOException {
        this.reader = reader;
        this.file = folder.resolve(reader.fileName());
        reader.prepare(folder);
    }

    /**
     * Has the reader read an input.
     *
     * @return whether there was a value
     * @throws AssertionError if a promise is broken; where it is one about time or memory, three times in a row, as the
     *     first readings load classes
     */
    public boolean check(byte[] input) throws IOException {
        Files.write(file, input);
        String broken = "";
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            long bytes = THREADS.getCurrentThreadAllocatedBytes();
            long nanos = THREADS.getCurrentThreadCpuTime();
            Optional<Exception> refusal = read();
            nanos = THREADS.getCurrentThreadCpuTime() - nanos;
            bytes = THREADS.getCurrentThreadAllocatedBytes() - bytes;
            if (nanos <= MOST_NANOS && bytes <= MOST_BYTES) {
                return refusal.isEmpty();
            }
            broken = reader + " took " + nanos / 1_000_000 + " ms and " + (bytes >> 20) + " MB for " + input.length
                    + " bytes";
        }
        throw new AssertionError(broken);
    }

    private Optional<Exception> read() {
        try {
            reader.read(file);
            return Optional.empty();
        } catch (Exception e) {
            if (!reader.expects(e)) {
                throw new AssertionError(reader + " ended in " + e, e);
            }
            String message = String.valueOf(e.getMessage());
            if (!message.contains(reader.fileName())
                    || message.length() > LONGEST_MESSAGE
                    || message.chars().anyMatch(Character::isISOControl)) {
                throw new AssertionError(reader + " ended in a message that names no file or cannot be printed: "
                        + message, e);
            }
            return Optional.of(e);
        } catch (StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError(reader + " ended in " + e, e);
        }
    }
}
