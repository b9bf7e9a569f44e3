package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.checkpoint.Checkpoint;

/** Runs that a signal, a kill or a disk ends, in processes of their own, and what becomes of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
class InterruptedRunsTest {

    private static final int EPOCHS = 3;

    @TempDir
    static Path folder;

    private Path experiment;
    private Path whole;

    @BeforeAll
    void trainUndisturbed() throws IOException {
        // 64 images in batches of 4 are 16 steps an epoch. SwAV has a queue, and weights of its own; Smooth-AP ranks what a
        // teacher makes and remembers.
        experiment = Inputs.experiment(folder, Inputs.TINY
                .replace("epochs: 2, batchSize: 16", "epochs: " + EPOCHS + ", batchSize: 4, microBatch: 2, keepCheckpoints: 1")
                .replace("width: 4", "width: 8")
                .replace("name: smooth-ap, temperature: 0.05",
                        "name: sum, terms: [{name: swav, prototypes: 10, queueLength: 8, queueStartEpoch: 0,"
                                + " freezePrototypesSteps: 5}, {name: smooth-ap, form: log, candidates: teacher}]")
                + "teacher: {momentum: 0.9}\nmemory: {rows: 30}\n"
                + "evaluation: {onlineEvery: 1, onlineTrainImages: 40, onlineTestImages: 40, knn: {k: 5}}\n");
        whole = folder.resolve("whole");
        Cli.run(args(whole, "djl")).done();
    }

    private Object[] args(Path run, String backend, Object... more) {
        List<Object> args = new ArrayList<>(List.of("pretrain", experiment, "--out", run, "--backend", backend));
        args.addAll(List.of(more));
        return args.toArray();
    }

    private static void requireSameRun(Path run, Path expected) throws IOException {
        assertThat(RunsTest.metrics(run)).isEqualTo(RunsTest.metrics(expected));
        RunsTest.requireSameArrays(
                RunsTest.checkpoint(run, EPOCHS), RunsTest.checkpoint(expected, EPOCHS), "objective.safetensors",
                "teacher.safetensors");
    }

    private static List<String> checkpoints(Path run) throws IOException {
        try (Stream<Path> files = Files.list(run.resolve("checkpoints"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aRunKilledAtRandomMomentsEndsWithTheNumbersOfAnUndisturbedOne() throws Exception {
        Path run = folder.resolve("killed");
        Random random = new Random();
        for (int kill = 0; kill < 3; kill++) {
            boolean begun = Files.exists(run.resolve("config.yaml"));
            Launched launched = Launched.start(folder, "", begun ? args(run, "djl", "--resume") : args(run, "djl"));
            Path metrics = run.resolve("metrics.jsonl");
            // The file has what the process before wrote until this one has cut it back to its checkpoint.
            launched.awaitLines(launched.err(), 2);
            launched.awaitLines(metrics, Launched.lines(metrics) + random.nextInt(22));
            launched.process().destroyForcibly();
            launched.exit();
        }
        Cli.run(args(run, "djl", "--resume")).done();
        requireSameRun(run, whole);
        assertThat(checkpoints(run)).contains("best", "epoch-000003").noneMatch(name -> name.startsWith("."));
    }

    @Test
    void aTermSignalEndsTheStepWritesACheckpointAndSaysHowToGoOn() throws Exception {
        Path undisturbed = folder.resolve("undisturbed");
        Cli.run(args(undisturbed, "dl4j")).done();
        Path run = folder.resolve("stopped");
        Launched launched = Launched.start(folder, "", args(run, "dl4j"));
        launched.awaitLines(run.resolve("metrics.jsonl"), 20);
        launched.process().destroy();
        assertThat(launched.exit()).as(launched.said()).isEqualTo(143);
        long steps = RunsTest.metrics(run).stream().filter(line -> line.get("event").asText().equals("step")).count();
        List<String> kept = checkpoints(run);
        assertThat(kept).hasSizeBetween(2, 3).contains("best");
        Path newest = run.resolve("checkpoints").resolve(kept.get(kept.size() - 1));
        assertThat(Checkpoint.load(newest).state().step()).isEqualTo(steps).isGreaterThanOrEqualTo(19);
        assertThat(launched.said().lines().toList())
                .anyMatch(line -> line.startsWith("SIGTERM: the training stops after this step"))
                .last().asString()
                .startsWith("stopped by SIGTERM after step " + steps + " of 48; the checkpoint is " + newest)
                .endsWith("pretrain " + run.resolve("config.yaml") + " --out " + run + " --resume");

        Cli.run("pretrain", run.resolve("config.yaml"), "--out", run, "--resume").done();
        requireSameRun(run, undisturbed);
    }

    @Test
    void aSecondSignalEndsTheProcessAtOnce() throws Exception {
        Path run = folder.resolve("twice");
        // A step of these views and this width takes minutes.
        Launched launched = Launched.start(folder, "", args(run, "djl", "--set", "objective={name: smooth-ap}", "--set",
                "views.crops.0.size=256", "--set", "views.crops.0.count=8", "--set", "encoder.width=64", "--set",
                "training.batchSize=64"));
        long lines = 0;
        while (!launched.said().contains("PyTorch")) {
            launched.awaitLines(launched.err(), ++lines);
        }
        launched.process().destroy();
        while (!launched.said().contains("once more")) {
            launched.awaitLines(launched.err(), ++lines);
        }
        launched.process().destroy();
        assertThat(launched.exit()).as(launched.said()).isEqualTo(143);
        assertThat(launched.said()).contains("ended by SIGTERM").doesNotContain("fatal error");
    }

    @Test
    void aDiskThatTakesNoMoreLosesNothingAndSaysWhatToDo() throws Exception {
        Path run = folder.resolve("full");
        String[] keepAll = {"--set", "training.keepCheckpoints=3"};
        Cli.run(args(run, "djl", keepAll[0], keepAll[1])).done();
        Files.move(RunsTest.checkpoint(run, 3), folder.resolve("last-checkpoint"));
        List<String> before = checkpoints(run);

        // Files may have 20 or 40 KiB, as the shell counts: the metrics fit, and the weights do not.
        Launched full = Launched.start(folder, "ulimit -f 40", args(run, "djl", keepAll[0], keepAll[1], "--resume"));
        assertThat(full.exit()).as(full.said()).isEqualTo(1);
        String error = full.said().lines().reduce((a, b) -> b).orElseThrow();
        assertThat(error).startsWith("error: ").contains("cannot be written", "File too large", "make room",
                "--resume from " + RunsTest.checkpoint(run, 2) + ", which is untouched");
        assertThat(checkpoints(run)).isEqualTo(before);

        Cli.run(args(run, "djl", keepAll[0], keepAll[1], "--resume")).done();
        requireSameRun(run, whole);
    }

    @Test
    void aFolderThatNobodyMayWriteToIsNamed() throws Exception {
        assumeThat(Path.of("/sys")).as("a folder that not even root may write to").isDirectory();
        Path run = Files.createDirectory(folder.resolve("read-only"));
        Files.createSymbolicLink(run.resolve("checkpoints"), Path.of("/sys"));
        Cli cli = Cli.run(args(run, "djl"));
        assertThat(cli.exit()).isEqualTo(1);
        assertThat(cli.err())
                .startsWith("error: " + run.resolve("checkpoints") + ": the checkpoint after step 16 cannot be written: ")
                .contains("give access", "--resume from the beginning");
    }

    @Test
    void aDamagedCheckpointIsPassedOverForTheOneBefore() throws Exception {
        Path run = folder.resolve("damaged");
        String[] keepAll = {"--set", "training.keepCheckpoints=3"};
        Cli.run(args(run, "djl", keepAll[0], keepAll[1])).done();
        Path damaged = RunsTest.checkpoint(run, 3);
        byte[] weights = Files.readAllBytes(damaged.resolve("weights.safetensors"));
        weights[weights.length / 2] ^= 4;
        Files.write(damaged.resolve("weights.safetensors"), weights);
        assertThat(Cli.run("evaluate", run, "--protocol", "knn", "--no-baselines").done().log())
                .contains("WARN", damaged.resolve("weights.safetensors") + ": damaged")
                .contains("going back to " + RunsTest.checkpoint(run, 2));
        assertThat(damaged).exists();
        Cli resumed = Cli.run(args(run, "djl", keepAll[0], keepAll[1], "--resume")).done();
        assertThat(resumed.log()).contains("going back to " + RunsTest.checkpoint(run, 2));
        requireSameRun(run, whole);
        assertThat(checkpoints(run)).contains("epoch-000003", "epoch-000003.damaged");
    }

    @Test
    void theBestByTheOnlineEvaluationIsKept() throws Exception {
        List<JsonNode> online = RunsTest.metrics(whole).stream()
                .filter(line -> line.get("event").asText().equals("online"))
                .toList();
        JsonNode best = online.stream()
                .sorted(Comparator.comparingInt(line -> line.get("epoch").asInt()))
                .reduce((a, b) -> b.get("knn").asDouble() > a.get("knn").asDouble() ? b : a)
                .orElseThrow();
        Path kept = RunsTest.checkpoint(whole, best.get("epoch").asInt());
        assertThat(whole.resolve("checkpoints/best")).hasContent(kept.getFileName() + "\n");
        assertThat(Checkpoint.load(kept).state().score().value()).isEqualTo(best.get("knn").asDouble());
    }
}
