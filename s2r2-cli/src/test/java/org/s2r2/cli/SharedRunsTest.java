package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.s2r2.checkpoint.Safetensors;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.Experiment;
import org.s2r2.experiment.ExperimentFile;
import org.s2r2.experiment.Pretraining;
import org.s2r2.experiment.RunFolder;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.HostArray;
import org.s2r2.testkit.collective.LocalCollectives;
import org.s2r2.training.StopRequest;
import org.s2r2.training.TrainingEvent;
import org.s2r2.training.TrainingListener;
import org.s2r2.training.TrainingStoppedException;

/** Whole runs of two workers, as threads, against one process. */
@Tag("slow")
class SharedRunsTest {

    /** 64 images in batches of 16 are 4 steps an epoch, 52 in the run. */
    private static final int EPOCHS = 13;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Inputs.tiny(folder);
    }

    private static List<String> with(String... settings) {
        List<String> all = new ArrayList<>(List.of("training.epochs=" + EPOCHS));
        all.addAll(List.of(settings));
        return all;
    }

    /** @param listener of worker 0 */
    private void share(Path run, boolean resume, StopRequest stop, TrainingListener listener, List<String> settings) {
        LocalCollectives.run(2, collective -> {
            Experiment experiment = Experiment.read(ExperimentFile.read(file, settings), Components.discover());
            Pretraining.run(experiment, new RunFolder(run), resume, stop, List.of(listener), session -> {}, collective);
            return null;
        });
    }

    private Path shared(String name, String... settings) {
        Path run = folder.resolve(name);
        share(run, false, new StopRequest(), event -> {}, with(settings));
        return run;
    }

    private static List<Double> losses(Path run) throws IOException {
        return RunsTest.metrics(run).stream().filter(line -> line.get("event").textValue().equals("step"))
                .map(line -> line.get("loss").doubleValue()).toList();
    }

    private static void requireClose(Path found, Path expected, String part) throws IOException {
        Map<String, HostArray> theirs = Safetensors.read(RunsTest.checkpoint(expected, EPOCHS).resolve(part));
        Safetensors.read(RunsTest.checkpoint(found, EPOCHS).resolve(part)).forEach((name, array) -> {
            float[] other = theirs.get(name).values();
            double worst = IntStream.range(0, other.length)
                    .mapToDouble(i -> Math.abs(array.values()[i] - other[i])).max().orElse(0);
            assertThat(worst).as("largest difference in " + part + " " + name).isLessThanOrEqualTo(1e-4);
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "djl | objective={name: smooth-ap, temperature: 0.05}",
        "djl | objective={name: nt-xent, temperature: 0.2}",
        "djl | objective={name: swav, prototypes: 12, queueLength: 32, queueStartEpoch: 2, freezePrototypesSteps: 5}",
        "djl | objective={name: smooth-ap, candidates: teacher}; teacher={momentum: 0.9}; memory={rows: 50}",
        "dl4j | objective={name: smooth-ap, temperature: 0.05}",
        "dl4j | objective={name: nt-xent, temperature: 0.2}",
        "dl4j | objective={name: swav, prototypes: 12, queueLength: 32, queueStartEpoch: 2, freezePrototypesSteps: 5}",
        "dl4j | objective={name: smooth-ap, candidates: teacher}; teacher={momentum: 0.9}; memory={rows: 50}"})
    void twoWorkersAreOneProcessInMicroBatchesOfHalfABatch(String backend, String sections) throws Exception {
        List<String> settings = new ArrayList<>(with(sections.split("; ")));
        settings.add("backend.name=" + backend);
        Path one = folder.resolve("one");
        List<Object> args = new ArrayList<>(List.of("pretrain", file, "--out", one));
        settings.forEach(setting -> args.addAll(List.of("--set", setting)));
        args.addAll(List.of("--set", "training.microBatch=8"));
        Cli.run(args.toArray()).done();
        Path two = folder.resolve("two");
        share(two, false, new StopRequest(), event -> {}, settings);
        List<Double> expected = losses(one);
        List<Double> found = losses(two);
        assertThat(found).hasSameSizeAs(expected).hasSize(52);
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i)).as("loss of step %d", i + 1)
                    .isCloseTo(expected.get(i), within(1e-5 * Math.abs(expected.get(i))));
        }
        requireClose(two, one, "weights.safetensors");
        requireClose(two, one, "optimiser.safetensors");
        if (sections.contains("teacher")) {
            requireClose(two, one, "teacher.safetensors");
        }
    }

    @Test
    void aStoppedRunOfTwoGoesOnToTheSameMetricsAndWeightsBitForBit() throws Exception {
        String[] settings = {"objective={name: smooth-ap, candidates: teacher}", "teacher={momentum: 0.9}", "memory={rows: 50}",
            "evaluation.onlineEvery=5", "training.tensorboard=true"};
        Path whole = shared("whole", settings);
        Path again = shared("again", settings);
        assertThat(RunsTest.metrics(again)).isEqualTo(RunsTest.metrics(whole));
        RunsTest.requireSameArrays(RunsTest.checkpoint(again, EPOCHS), RunsTest.checkpoint(whole, EPOCHS),
                "teacher.safetensors");
        try (Stream<Path> files = Files.list(whole)) {
            assertThat(files.filter(path -> path.getFileName().toString().contains("tfevents")).count())
                    .as("one worker alone writes").isLessThanOrEqualTo(1);
        }

        Path run = folder.resolve("stopped");
        StopRequest stop = new StopRequest();
        assertThatThrownBy(() -> share(run, false, stop, event -> {
            if (event instanceof TrainingEvent.StepDone done && done.step() == 22) {
                stop.ask("a test");
            }
        }, with(settings))).isInstanceOf(TrainingStoppedException.class).hasMessageContaining("step 22");
        share(run, true, new StopRequest(), event -> {}, with(settings));
        assertThat(RunsTest.metrics(run)).isEqualTo(RunsTest.metrics(whole));
        RunsTest.requireSameArrays(RunsTest.checkpoint(run, EPOCHS), RunsTest.checkpoint(whole, EPOCHS),
                "teacher.safetensors");
    }

    @Test
    void workersThatSeeOtherFoldersAreRefused() throws Exception {
        Path first = folder.resolve("first");
        share(first, false, new StopRequest(), event -> {}, List.of("training.epochs=2"));
        Path second = folder.resolve("second");
        BackendSwapTest.copy(first, second);
        try (Stream<Path> inside = Files.walk(RunsTest.checkpoint(second, 2))) {
            for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
        assertThatThrownBy(() -> LocalCollectives.run(2, collective -> {
            Experiment experiment =
                    Experiment.read(ExperimentFile.read(file, List.of("training.epochs=2")), Components.discover());
            RunFolder run = new RunFolder(collective.rank() == 0 ? first : second);
            Pretraining.run(experiment, run, true, new StopRequest(), List.of(), session -> {}, collective);
            return null;
        }))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll("worker 1 found the checkpoint after step 4 there and worker 0 that after step 8",
                        "same run folder");
    }

    @Test
    void aBatchThatTwoCannotShareIsRefused() {
        assertThatThrownBy(() -> shared("odd", "training.batchSize=15"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll("batchSize: found 15", "2 workers");
        assertThat(folder.resolve("odd")).as("the run folder").doesNotExist();
    }

    @Test
    void theMetricsAreThoseOfAllViews() throws Exception {
        Path two = shared("figures");
        for (JsonNode line : RunsTest.metrics(two)) {
            assertThat(line.get("batchAp").doubleValue()).isBetween(0.0, 1.0);
        }
        // 52 steps and 13 epochs, each once.
        assertThat(RunsTest.metrics(two)).hasSize(65);
    }
}
