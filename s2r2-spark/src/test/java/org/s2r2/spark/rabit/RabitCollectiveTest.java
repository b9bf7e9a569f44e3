package org.s2r2.spark.rabit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Workers in processes of their own, as executors are. */
@Timeout(120)
class RabitCollectiveTest {

    @TempDir
    Path folder;

    @Test
    void allWorkersGetTheSameSumsAndAllValuesInTheOrderOfRanks() throws Exception {
        List<List<String>> first = run("add", 2);
        assertThat(first.get(0).get(0)).isEqualTo("0 of 2");
        assertThat(first.get(1).get(0)).isEqualTo("1 of 2");
        assertThat(rest(first.get(0))).isEqualTo(rest(first.get(1)));
        for (int length : new int[] {1, 1000, 300_001}) {
            float[] own = RabitWorker.values(0, length);
            float[] other = RabitWorker.values(1, length);
            float[] both = Arrays.copyOf(own, 2 * length);
            System.arraycopy(other, 0, both, length, length);
            assertThat(first.get(0)).contains("gather " + length + " " + Arrays.hashCode(both));
            float sum = Float.parseFloat(line(first.get(0), "sum " + length + " ").split(" ")[3]);
            assertThat(sum).isCloseTo(own[0] + other[0], within(1e-6f * Math.abs(own[0]) + 1e-6f * Math.abs(other[0])));
        }
        int[] special = {1 << 31, Float.floatToRawIntBits(Float.NaN),
            Float.floatToRawIntBits(Float.NEGATIVE_INFINITY), 1};
        int[] twice = Arrays.copyOf(special, 8);
        System.arraycopy(special, 0, twice, 4, 4);
        assertThat(first.get(0)).contains("bits " + Arrays.toString(twice));

        assertThat(run("add", 2)).as("again").isEqualTo(first);
    }

    @Test
    void aLostWorkerIsNoticedWithinSeconds() throws Exception {
        List<String> left = run("halt", 2).get(0);
        assertThat(left).hasSize(1).first().asString().matches("lost after [0-9] s: could not add up values .*");
    }

    @Test
    void aWorkerThatLeavesIsMissed() throws Exception {
        assertThat(run("leave", 2).get(0)).hasSize(1).first().asString().startsWith("lost after ");
    }

    @Test
    void anotherThreadIsRefused() throws Exception {
        assertThat(run("thread", 2)).allSatisfy(said -> assertThat(said)
                .hasSize(1).first().asString().contains("found 1 workers", "expected 2", "by the thread alone that joined"));
    }

    private static List<String> rest(List<String> lines) {
        return lines.subList(1, lines.size());
    }

    private static String line(List<String> lines, String start) {
        return lines.stream().filter(line -> line.startsWith(start)).findFirst().orElseThrow();
    }

    /** What each worker printed. */
    private List<List<String>> run(String what, int workers) throws Exception {
        List<Process> processes = new ArrayList<>();
        List<List<String>> said = new ArrayList<>();
        try (RabitTracker tracker = RabitTracker.open("127.0.0.1", workers, 20)) {
            for (int rank = 0; rank < workers; rank++) {
                processes.add(new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-cp",
                                System.getProperty("java.class.path"), RabitWorker.class.getName(), what,
                                tracker.address().host(), Integer.toString(tracker.address().port()),
                                Integer.toString(rank), Integer.toString(workers))
                        .redirectOutput(folder.resolve(what + rank).toFile())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start());
            }
            for (int rank = 0; rank < workers; rank++) {
                assertThat(processes.get(rank).waitFor(90, TimeUnit.SECONDS)).as("worker " + rank).isTrue();
                said.add(Files.readAllLines(folder.resolve(what + rank), StandardCharsets.UTF_8));
            }
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
        return said;
    }
}
