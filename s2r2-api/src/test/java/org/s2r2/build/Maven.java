package org.s2r2.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The Maven of the build that runs the test, in a process of its own. */
public final class Maven {

    private static final int MINUTES = 5;

    private Maven() {}

    /**
     * Runs Maven, and requires it to succeed.
     *
     * @param folder where, and where {@code maven.log} gets its output
     * @param repository the local repository
     * @return the lines of its output
     */
    public static List<String> run(Path folder, Path repository, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(property("maven.home"), "bin", "mvn").toString(),
                "-B", "-ntp", "-Dstyle.color=never", "-Dmaven.repo.local=" + repository));
        command.addAll(List.of(arguments));
        Path log = folder.resolve("maven.log");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
        if (!ended) {
            process.destroyForcibly();
        }
        List<String> output = Files.readAllLines(log);
        assertThat(ended).as("%s ends: %s", command, String.join("\n", output)).isTrue();
        assertThat(process.exitValue()).as(String.join("\n", output)).isZero();
        return output;
    }

    /** The local repository of the build that runs the test. */
    public static Path repository() {
        return Path.of(property("maven.repo.local"));
    }

    /** Whether the build that runs the test was told to download nothing. */
    public static boolean offline() {
        return property("maven.settings").equals("offline=true");
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        assertThat(value).as("the property %s, which Maven gives its tests", name).isNotNull();
        return value;
    }
}
