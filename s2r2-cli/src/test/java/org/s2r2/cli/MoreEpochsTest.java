package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.checkpoint.Checkpoint;
import org.s2r2.experiment.RunFolder;
import org.s2r2.tensor.HostArray;

/** A run of two epochs that goes on to four. */
@Tag("slow")
class MoreEpochsTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    Path folder;

    private Path experiment;
    private Path run;

    @BeforeEach
    void twoEpochs() throws IOException {
        // 64 images in batches of 16 are 4 steps an epoch.
        experiment = Inputs.experiment(folder, Inputs.TINY + "schedule: {warmupEpochs: 1, lastLearningRate: 0.01}\n");
        run = folder.resolve("run");
        Cli.run("pretrain", experiment, "--out", run).done();
    }

    private Cli goOn(Path with, int epochs, Object... more) {
        Object[] args = {"pretrain", experiment, "--out", with, "--resume", "--set", "training.epochs=" + epochs};
        return Cli.run(Stream.concat(Stream.of(args), Stream.of(more)).toArray());
    }

    private static List<JsonNode> steps(Path run) throws IOException {
        return RunsTest.metrics(run).stream().filter(line -> line.get("event").asText().equals("step")).toList();
    }

    /** Copies what a process left behind. */
    private Path copy(Path from, String name) throws IOException {
        Path to = folder.resolve(name);
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
        return to;
    }

    @Test
    void learningRatesAreThoseOfFourEpochsFromThereOnWithoutAnotherWarmUp() throws Exception {
        assertThat(goOn(run, 4).done().log()).contains("training.epochs: was 2 and is 4", "from step 9 on");
        List<JsonNode> steps = steps(run);
        assertThat(steps).extracting(step -> step.get("step").asLong())
                .isEqualTo(LongStream.rangeClosed(1, 16).boxed().toList());
        for (int s = 0; s < 16; s++) {
            int total = s < 8 ? 8 : 16;
            double expected = s < 4
                    ? 0.05 * (s + 1) / 4
                    : 0.01 + 0.04 * (1 + Math.cos(Math.PI * (s - 4) / (total - 4))) / 2;
            assertThat(steps.get(s).get("learningRate").asDouble()).as("step %d", s + 1).isCloseTo(expected, within(1e-12));
        }
        // The last of the two epochs was near the end of its cosine, and the next step is near the top of the longer one.
        assertThat(steps.get(7).get("learningRate").asDouble()).isLessThan(0.016);
        assertThat(steps.get(8).get("learningRate").asDouble()).isCloseTo(0.04, within(1e-9));

        Checkpoint last = Checkpoint.load(RunsTest.checkpoint(run, 4));
        assertThat(last.weights().values()).allMatch(HostArray::isFinite);
        JsonNode provenance = JSON.readTree(run.resolve("provenance.json").toFile());
        assertThat(provenance.get("configSha256").asText()).isEqualTo(last.state().configSha256());
        assertThat(provenance.get("sessions")).hasSize(2);
        assertThat(provenance.get("sessions").get(0).has("changed")).isFalse();
        assertThat(provenance.get("sessions").get(1).get("step").asLong()).isEqualTo(8);
        assertThat(provenance.get("sessions").get(1).get("changed").toString())
                .isEqualTo("[{\"what\":\"training.epochs\",\"then\":\"2\",\"now\":\"4\"}]");
        assertThat(new RunFolder(run).config(List.of()).section("training").requiredInteger("epochs", 1, 9)).isEqualTo(4);

        // The new configuration is the run's now, and can be changed again.
        Cli.run("pretrain", run.resolve("config.yaml"), "--out", run, "--resume").done();
        goOn(run, 2).refuses("training.epochs: found 2, expected more than the 4 epochs that are done in "
                + RunsTest.checkpoint(run, 4));
        goOn(run, 5).done();
        assertThat(steps(run)).hasSize(20);
        Cli.run("evaluate", run, "--protocol", "knn", "--no-baselines").done();
    }

    @Test
    void whatCannotBeIsRefusedInASentence() throws Exception {
        goOn(run, 1).refuses("training.epochs: found 1, expected more than the 2 epochs that are done");
        goOn(run, 4, "--set", "optimizer.learningRate=0.06").refuses("another configuration", "only training.epochs may differ");
        goOn(run, 4, "--set", "training.batchSize=8").refuses("another configuration");
        goOn(run, 4, "--set", "data.images=80").refuses("another configuration");
        assertThat(steps(run)).hasSize(8);
        goOn(run, 3).done();
        Cli.run("reproduce", run, "--out", folder.resolve("again")).refuses(run.resolve("provenance.json"),
                "training.epochs was changed from 2 to 3 under way", "other learning rates");
        assertThat(folder.resolve("again")).doesNotExist();
    }

    @Test
    void aKillInTheSecondPartEndsWithTheNumbersOfAnUndisturbedOne() throws Exception {
        experiment = Inputs.experiment(folder, Inputs.TINY.replace("batchSize: 16", "batchSize: 4")
                .replace("name: smooth-ap,", "name: smooth-ap, candidates: teacher,")
                + "teacher: {momentum: 0.9}\nmemory: {rows: 30}\n");
        Path first = folder.resolve("first");
        Cli.run("pretrain", experiment, "--out", first).done();
        Path whole = copy(first, "whole");
        goOn(whole, 4).done();

        Path killed = copy(first, "killed");
        // Two epochs are 32 steps and 34 lines: at the first kill there is no checkpoint of the second part yet.
        for (int lines : new int[] {39, 34 + 17 + 4}) {
            Launched launched = Launched.start(
                    folder, "", "pretrain", experiment, "--out", killed, "--resume", "--set", "training.epochs=4");
            launched.awaitLines(killed.resolve("metrics.jsonl"), lines);
            launched.process().destroyForcibly();
            launched.exit();
            if (lines == 39) {
                // Its configuration is of four epochs by now, its checkpoint still of two; either can be gone on with.
                goOn(copy(killed, "back"), 2).done();
                goOn(copy(killed, "further"), 3).done();
            }
        }
        goOn(killed, 4).done();
        assertThat(RunsTest.metrics(killed)).isEqualTo(RunsTest.metrics(whole));
        RunsTest.requireSameArrays(
                RunsTest.checkpoint(killed, 4), RunsTest.checkpoint(whole, 4), "teacher.safetensors");
    }

    @Test
    void theTeachersMomentumIsThatOfTheLongerRun() throws Exception {
        // One step an epoch, so that there is a checkpoint before and after each.
        experiment = Inputs.experiment(folder, Inputs.TINY
                .replace("batchSize: 16", "batchSize: 64, keepCheckpoints: 9")
                .replace("name: smooth-ap,", "name: smooth-ap, candidates: teacher,")
                + "teacher: {momentum: 0.6, end: 0.9}\n");
        Path taught = folder.resolve("taught");
        Cli.run("pretrain", experiment, "--out", taught).done();
        goOn(taught, 4).done();
        for (int step : new int[] {2, 3}) {
            Map<String, HostArray> before = Checkpoint.load(RunsTest.checkpoint(taught, step)).teacher();
            Checkpoint after = Checkpoint.load(RunsTest.checkpoint(taught, step + 1));
            double momentum = 0.9 - 0.3 * (1 + Math.cos(Math.PI * step / 4)) / 2;
            float[] old = before.get("conv1.weight").values();
            float[] now = after.teacher().get("conv1.weight").values();
            float[] student = after.weights().get("conv1.weight").values();
            for (int i = 0; i < old.length; i++) {
                assertThat((double) now[i]).as("step %d, weight %d", step, i)
                        .isCloseTo(momentum * old[i] + (1 - momentum) * student[i], within(2e-7));
            }
        }
    }
}
