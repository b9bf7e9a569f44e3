package org.s2r2.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.training.StopRequest;

@Timeout(30)
class StopFileTest {

    @TempDir
    Path folder;

    @Test
    void whoWatchesHearsWhatIsAskedAndNothingOnceItIsTakenBack() throws Exception {
        StopFile file = StopFile.in(folder);
        StopRequest stop = new StopRequest();
        try (StopFile.Watch watch = file.watch(stop)) {
            assertThat(watch).isNotNull();
            Thread.sleep(400);
            assertThat(stop.reason()).isEmpty();
            assertThat(file.ask("SIGTERM")).isTrue();
            while (stop.reason().isEmpty()) {
                Thread.sleep(20);
            }
            assertThat(stop.reason()).contains("SIGTERM");
        }
        file.remove();
        assertThat(folder).isEmptyDirectory();
        StopRequest later = new StopRequest();
        try (StopFile.Watch watch = file.watch(later)) {
            assertThat(watch).isNotNull();
            Thread.sleep(400);
        }
        assertThat(later.reason()).isEmpty();
    }

    @Test
    void withoutAFolderNobodyCanBeAsked() {
        StopFile file = StopFile.in(folder.resolve("run"));
        assertThat(file.ask("SIGINT")).isFalse();
        file.remove();
        assertThat(file.isThere()).isFalse();
        assertThat(Files.exists(folder.resolve("run"))).isFalse();
    }
}
