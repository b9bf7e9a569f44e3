package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The command line in a JVM of its own, which may be killed.
 *
 * @param process the JVM
 * @param err the file that gets its standard error
 */
record Launched(Process process, Path err) {

    private static final int SECONDS = 120;

    /** @param shell what a shell does before it becomes the JVM, such as {@code ulimit -f 8} */
    static Launched start(Path folder, String shell, Object... args) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", shell + "\nexec \"$@\"", "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g", "-XX:-UsePerfData",
                "-Dai.djl.offline=true", "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName()));
        Stream.of(args).map(String::valueOf).forEach(command::add);
        Path err = Files.createTempFile(folder, "stderr", ".txt");
        return new Launched(new ProcessBuilder(command)
                .redirectError(err.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start(), err);
    }

    /** Waits until a file has so many lines, or the process has ended. */
    void awaitLines(Path file, long lines) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (process.isAlive() && lines(file) < lines) {
            assertThat(System.nanoTime()).as("time to write %d lines: %s", lines, err).isLessThan(deadline);
            Thread.sleep(2);
        }
    }

    static long lines(Path file) throws IOException {
        if (!Files.exists(file)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        }
    }

    /** The exit code of the process, which has to end soon. */
    int exit() throws InterruptedException {
        boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        assertThat(ended).as("ended within %d s", SECONDS).isTrue();
        return process.exitValue();
    }

    String said() throws IOException {
        return Files.readString(err);
    }
}
