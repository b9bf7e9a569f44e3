package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Indices on a disk without room: a limit on the size of files, or {@code /dev/full}, stands for it. */
class FullDiskTest {

    /** 2,048 bytes: a plan and a log fit, and 13 embedded pictures with their signatures of 256 bytes do not. */
    private static final String LITTLE_ROOM = "ulimit -f 4";

    @TempDir
    Path folder;

    private Path experiment;
    private Path pictures;
    private Path index;

    @BeforeEach
    void pictures() throws Exception {
        experiment = Inputs.tiny(folder);
        pictures = folder.resolve("pictures");
        index = folder.resolve("index");
        Inputs.jpegs(pictures, 13, 5);
    }

    private static void requireNamed(Launched failed, Path file) throws Exception {
        assertThat(failed.exit()).as(failed.said()).isEqualTo(1);
        assertThat(failed.said().lines().toList()).last().asString()
                .startsWith("error: " + file)
                .contains("cannot be written (File too large)")
                .doesNotContain("Exception");
    }

    @Test
    void anUpdateWithoutRoomNamesTheFileLeavesTheIndexAndGoesOnWithRoom() throws Exception {
        Path few = Files.createDirectories(folder.resolve("few"));
        Files.copy(pictures.resolve("03.jpg"), few.resolve("03.jpg"));
        Cli.run("index", experiment, "--data", few, "--out", index).done();
        requireNamed(Launched.start(folder, LITTLE_ROOM, "index", experiment, "--data", pictures, "--out", index, "--update"),
                index.resolve("work/part-0"));
        assertThat(Cli.run("search", index, "--image", pictures.resolve("03.jpg")).done().out()).contains("1.0000  03.jpg");
        assertThat(Cli.run("index", experiment, "--data", pictures, "--out", index, "--update", "--json").done().json()
                .path("embedded").asInt()).isEqualTo(13);
        assertThat(index.resolve("work")).doesNotExist();
    }

    @Test
    void anUpdateThatHasNothingToDoNeedsNoRoom() throws Exception {
        Cli.run("index", experiment, "--data", pictures, "--out", index).done();
        Launched update = Launched.start(folder, "ulimit -f 0; exec 2>/dev/null", "index", experiment, "--data", pictures, "--out",
                index, "--update");
        assertThat(update.exit()).isZero();
    }

    @Test
    void aDrawingThatCannotBeKeptIsNamed() throws Exception {
        String drawings = "{dataset: shapes, images: 3, size: 96}";
        requireNamed(Launched.start(folder, LITTLE_ROOM, "index", experiment, "--data", drawings, "--out", index),
                index.resolve("pictures"));
        assertThat(index.resolve("index.json")).doesNotExist();
        Cli.run("index", experiment, "--data", drawings, "--out", index).done();
    }

    @Test
    void aListThatStandardOutputDoesNotTakeIsNoSuccess() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")), "this system has no /dev/full");
        Cli.run("index", experiment, "--data", pictures, "--out", index).done();
        // The outer shell's standard output is discarded; the command's goes to a device that is always full.
        Launched select = Launched.start(folder, "exec >/dev/full", "select", index, "--count", 5);
        assertThat(select.exit()).as(select.said()).isEqualTo(1);
        assertThat(select.said()).contains("error: standard output: ");
    }
}
