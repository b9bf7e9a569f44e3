package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes at the folder of one run, at once and one after the other. */
@Tag("slow")
class SecondProcessTest {

    @TempDir
    Path folder;

    private static List<Long> steps(Path run) throws IOException {
        return RunsTest.metrics(run).stream()
                .filter(line -> line.get("event").asText().equals("step"))
                .map(line -> line.get("step").asLong())
                .toList();
    }

    @Test
    void aSecondOneIsRefusedAsLongAsTheFirstTrainsAndNothingIsLost() throws Exception {
        Path experiment = Inputs.experiment(folder, Inputs.TINY.replace("epochs: 2", "epochs: 300"));
        Path run = folder.resolve("run");
        Launched first = Launched.start(folder, "", "pretrain", experiment, "--out", run);
        while (first.process().isAlive() && !Files.exists(run.resolve("checkpoints/best"))) {
            Thread.sleep(5);
        }
        Launched second = Launched.start(folder, "", "pretrain", experiment, "--out", run, "--resume");
        assertThat(second.exit()).as(second.said()).isEqualTo(2);
        assertThat(second.said().lines().filter(line -> line.startsWith("error: ")).toList())
                .containsExactly("error: " + run + ": another process is training this run; wait until it has ended, or choose"
                        + " another folder with --out");
        Cli.run("pretrain", experiment, "--out", run, "--resume").refuses("another process is training this run");
        Cli.run("pretrain", experiment, "--out", run).refuses("another process is training this run");
        Cli.run("evaluate", run, "--protocol", "knn", "--no-baselines").done();
        assertThat(first.process().isAlive()).as(first.said()).isTrue();

        first.process().destroyForcibly();
        first.exit();
        Cli.run("pretrain", experiment, "--out", run, "--resume").done();
        assertThat(steps(run)).isEqualTo(LongStream.rangeClosed(1, 1200).boxed().toList());
    }

    @Test
    void aRunThatEndedBeforeItsFirstCheckpointIsBegunAnewWithoutResume() throws Exception {
        Path experiment = Inputs.experiment(folder, Inputs.TINY.replace("epochs: 2", "epochs: 400, checkpointEvery: 400"));
        Path run = folder.resolve("run");
        Launched first = Launched.start(folder, "", "pretrain", experiment, "--out", run);
        first.awaitLines(run.resolve("metrics.jsonl"), 7);
        Cli.run("pretrain", experiment, "--out", run).refuses("another process is training this run");
        first.process().destroyForcibly();
        first.exit();
        assertThat(run.resolve("config.yaml")).exists();

        Path shorter = Inputs.tiny(folder);
        Cli anew = Cli.run("pretrain", shorter, "--out", run).done();
        assertThat(anew.log()).contains(run + ": has no checkpoint yet, beginning anew over it");
        Path undisturbed = folder.resolve("undisturbed");
        Cli.run("pretrain", shorter, "--out", undisturbed).done();
        List<JsonNode> expected = RunsTest.metrics(undisturbed);
        assertThat(RunsTest.metrics(run)).isEqualTo(expected);
        RunsTest.requireSameArrays(RunsTest.checkpoint(run, 2), RunsTest.checkpoint(undisturbed, 2));
        assertThat(run.resolve("config.yaml")).hasSameTextualContentAs(undisturbed.resolve("config.yaml"));
        Cli.run("pretrain", shorter, "--out", run).refuses("holds a run already");
    }

    @Test
    void aStartThatFailsLeavesNothingAndAConfigurationOfSomethingElseIsKept() throws Exception {
        Path experiment = Inputs.tiny(folder);
        Path run = folder.resolve("run");
        Path weights = Files.writeString(folder.resolve("weights.safetensors"), "not such a file");
        Cli.run("pretrain", experiment, "--out", run, "--set", "encoder.weights=" + weights).refuses(weights);
        assertThat(run).doesNotExist();

        Files.createDirectory(run);
        Files.writeString(run.resolve("config.yaml"), "mine: 1\n");
        Cli.run("pretrain", experiment, "--out", run).refuses("holds a run already");
        assertThat(run.resolve("config.yaml")).hasContent("mine: 1\n");
    }
}
