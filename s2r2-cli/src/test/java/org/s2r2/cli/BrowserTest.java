package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code explore --open} does on systems with an xdg-open of ours. */
class BrowserTest {

    @TempDir
    Path folder;

    private Path index;

    @BeforeEach
    void indexed() throws Exception {
        Path pictures = folder.resolve("pictures");
        Inputs.jpegs(pictures, 3, 5);
        index = folder.resolve("index");
        Cli.run("index", Inputs.tiny(folder), "--data", pictures, "--out", index).done();
    }

    private Launched explore(String xdgOpen) throws IOException {
        Path programs = Files.createDirectories(folder.resolve("programs"));
        Path program = Files.writeString(programs.resolve("xdg-open"), "#!/bin/sh\n" + xdgOpen + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return Launched.start(folder, "PATH='" + programs + "':$PATH", "explore", index, "--open");
    }

    private static void await(String what, BooleanSupplier there) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!there.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    @Test
    void theFileThatLeadsToThePageIsThereUntilTheCommandEnds() throws Exception {
        Path opened = folder.resolve("opened");
        Launched explore = explore("cp \"$1\" '" + folder.resolve("copy.html") + "'; echo \"$1\" > '" + opened + ".part' && mv '" + opened
                + ".part' '" + opened + "'");
        await("opened", () -> Files.exists(opened));
        Path file = Path.of(Files.readAllLines(opened).get(0));
        assertThat(Files.getPosixFilePermissions(file).toString()).doesNotContain("GROUP").doesNotContain("OTHERS");
        assertThat(folder.resolve("copy.html")).content().contains("url=http://127.0.0.1:").contains("/?token=");
        explore.process().destroy();
        assertThat(explore.exit()).isEqualTo(143);
        assertThat(file).doesNotExist();
        assertThat(explore.said()).doesNotContain("--open");
    }

    @Test
    void whereNoBrowserIsFoundTheCommandSaysSoAndServesOn() throws Exception {
        Launched explore = explore("exit 3");
        await("said so", () -> said(explore).contains("--open: found no browser"));
        assertThat(said(explore)).contains("ended with 3", "by hand");
        assertThat(explore.process().isAlive()).isTrue();
        explore.process().destroy();
        assertThat(explore.exit()).isEqualTo(143);
    }

    private static String said(Launched launched) {
        try {
            return launched.said();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
