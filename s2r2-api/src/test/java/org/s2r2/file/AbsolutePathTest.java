package org.s2r2.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AbsolutePathTest {

    @TempDir
    Path folder;

    @Test
    void whatIsNotThereIsReadAsText() {
        assertThat(AbsolutePath.of(folder.resolve("current/./a/../b"))).isEqualTo(folder.resolve("current/b"));
        assertThat(AbsolutePath.of(Path.of("a/../b"))).isEqualTo(Path.of("b").toAbsolutePath());
        assertThat(AbsolutePath.of(Path.of(""))).isEqualTo(Path.of("").toAbsolutePath());
        assertThat(AbsolutePath.of(Path.of("/../.."))).isEqualTo(Path.of("/"));
    }

    @Test
    void aboveALinkIsAboveWhatItLeadsTo() throws Exception {
        Path below = Files.createDirectories(folder.resolve("deep/year"));
        Files.createSymbolicLink(folder.resolve("link"), below);
        assertThat(AbsolutePath.of(folder.resolve("link/../month"))).isEqualTo(folder.toRealPath().resolve("deep/month"));
        assertThat(AbsolutePath.of(folder.resolve("link/x"))).isEqualTo(folder.resolve("link/x"));
    }
}
