package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line under other locales than English in UTF-8, and for users whom the system does not list. */
@Tag("slow")
@EnabledOnOs({OS.LINUX, OS.MAC})
class EnvironmentTest {

    private static final Path LAUNCHER = Path.of("src/dist/bin/s2r2").toAbsolutePath();

    @TempDir
    Path folder;

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void inArabicARunWritesTheDigitsZeroToNineAndGoesOn() throws Exception {
        Path run = folder.resolve("run");
        String arabic = "export JAVA_TOOL_OPTIONS='-Duser.language=ar -Duser.country=EG'";
        Path experiment = Inputs.experiment(folder, Inputs.TINY.replace("batchSize: 16", "batchSize: 16, tensorboard: true"));
        assertThat(Launched.start(folder, arabic, "pretrain", experiment, "--out", run).exit()).isZero();
        assertThat(names(run.resolve("checkpoints"))).containsExactly("best", "epoch-000001", "epoch-000002");
        assertThat(names(run.resolve("tensorboard"))).allMatch(name -> name.matches("events\\.out\\.tfevents\\.[0-9]{10}\\.s2r2"));
        Launched again = Launched.start(folder, arabic, "pretrain", experiment, "--out", run, "--resume");
        assertThat(again.exit()).isZero();
        assertThat(again.said()).contains("going on after step 8", "cpu, 1 threads");
    }

    /** The names come from a shell, as bytes in UTF-8: this JVM may be in a locale that cannot pass them on. */
    @Test
    void underTheLocaleCNamesMayHaveAnyLetters() throws Exception {
        Assumptions.assumeTrue(shell("locale -a | grep -qi 'utf-\\{0,1\\}8$'") == 0, "needs a locale with UTF-8");
        Inputs.jpegs(folder.resolve("images"), 6, 1);
        Inputs.tiny(folder);
        String umlaut = "$(printf '\\303\\244')";
        String cat = "$(printf '\\347\\214\\253')";
        int exit = shell(String.join("\n",
                "set -e; cd '" + folder + "'; export LC_ALL=C; unset LANG LC_CTYPE",
                "mkdir B" + umlaut + "lle; mv images B" + umlaut + "lle/" + cat,
                "mv B" + umlaut + "lle/" + cat + "/00.jpg B" + umlaut + "lle/" + cat + "/gr" + umlaut + ".jpg",
                "run() { sh '" + LAUNCHER + "' \"$@\"; }",
                "run data inspect \"{dataset: folder, path: B" + umlaut + "lle}\" >text.txt",
                "run data inspect \"{dataset: folder, path: B" + umlaut + "lle}\" --json >object.json",
                "run pretrain experiment.yaml --set \"data={dataset: folder, path: B" + umlaut + "lle}\""
                        + " --set training.batchSize=2 --out l" + umlaut + "ufe/" + cat,
                "test -f l" + umlaut + "ufe/" + cat + "/checkpoints/epoch-000002/state.json",
                "cp l" + umlaut + "ufe/" + cat + "/config.yaml config.yaml"));
        assertThat(exit).as(said()).isZero();
        assertThat(Files.readString(folder.resolve("text.txt"), StandardCharsets.UTF_8)).contains("Bälle, 6 images", "猫 6");
        assertThat(Files.readString(folder.resolve("object.json"), StandardCharsets.US_ASCII)).contains("\"\\u732B\":6");
        assertThat(Files.readString(folder.resolve("config.yaml"), StandardCharsets.UTF_8)).contains("path: Bälle");
    }

    /** Java takes ? for the home of a user whom the system does not list. */
    @ParameterizedTest
    @ValueSource(strings = {"djl", "dl4j"})
    void aUserWhomTheSystemDoesNotListLeavesNothingInTheWorkingFolder(String backend) throws Exception {
        Path home = Files.createDirectory(folder.resolve("home"));
        for (String cache : List.of(".djl.ai", ".javacpp")) {
            // Else the libraries would be unpacked once more.
            Path unpacked = Path.of(System.getProperty("user.home"), cache);
            if (Files.isDirectory(unpacked)) {
                Files.createSymbolicLink(home.resolve(cache), unpacked);
            }
        }
        Path work = Files.createDirectory(folder.resolve("work"));
        Launched run = Launched.start(folder,
                "cd '" + work + "'; export HOME='" + home + "' JAVA_TOOL_OPTIONS='-Duser.home=?'",
                "pretrain", Inputs.tiny(folder), "--backend", backend, "--out", "run");
        assertThat(run.exit()).as(run.said()).isZero();
        assertThat(names(work)).containsExactly("run");
        assertThat(names(home)).contains(backend.equals("djl") ? ".djl.ai" : ".javacpp");
        assertThat(run.said()).doesNotContain("unpacked");
    }

    private int shell(String script) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", script)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(folder.resolve("stderr.txt").toFile());
        builder.environment().put("S2R2_LIBRARIES",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        Process process = builder.start();
        boolean ended = process.waitFor(3, TimeUnit.MINUTES);
        if (!ended) {
            process.destroyForcibly();
        }
        assertThat(ended).as("ended within three minutes").isTrue();
        return process.exitValue();
    }

    private String said() throws IOException {
        return Files.readString(folder.resolve("stderr.txt"), StandardCharsets.UTF_8);
    }
}
