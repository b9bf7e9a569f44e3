package org.s2r2.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.s2r2.checkpoint.Safetensors;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.Experiment;
import org.s2r2.experiment.ExperimentFile;
import org.s2r2.experiment.Pretraining;
import org.s2r2.experiment.RunFolder;
import org.s2r2.experiment.cluster.PretrainingTask;
import org.s2r2.tensor.HostArray;
import org.s2r2.testkit.collective.LocalCollectives;
import org.s2r2.training.StopRequest;

/**
 * Encoders that two executors train. A sum of two has no order, so that two threads of one process come to the same bits, and
 * not to those of one process with micro-batches of half a batch, whose sums are other ones.
 */
@Tag("slow")
@Timeout(300)
class EncodersOnSparkTest {

    /** 64 images in batches of 16 are 4 steps an epoch. */
    private static final int EPOCHS = 13;

    @TempDir
    Path folder;

    private static List<String> settings(String... more) {
        return Stream.concat(
                Stream.of("training.epochs=" + EPOCHS, "optimizer={name: sgd, learningRate: 0.05, momentum: 0.9}"),
                Stream.of(more)).toList();
    }

    private Path onSpark(String name, WorkerTraining training, List<String> settings) {
        Path run = folder.resolve(name);
        new SparkCluster(Trials.connection(), training).pretrain(
                new PretrainingTask("tiny.yaml", Trials.tiny(64), settings, run, false, 2), new StopRequest());
        return run;
    }

    private Path here(String name, int workers, List<String> settings) {
        Path run = folder.resolve(name);
        LocalCollectives.run(workers, collective -> {
            Experiment experiment = Experiment.read(
                    ExperimentFile.parse("tiny.yaml", Trials.tiny(64), settings), Components.discover());
            Pretraining.run(experiment, new RunFolder(run), false, new StopRequest(), List.of(), session -> {}, collective);
            return null;
        });
        return run;
    }

    private static List<Double> losses(Path run) throws Exception {
        JsonMapper json = JsonMapper.builder().build();
        try (Stream<String> lines = Files.lines(run.resolve("metrics.jsonl"))) {
            List<JsonNode> nodes = json.readerFor(JsonNode.class).<JsonNode>readValues(
                    String.join("\n", lines.toList())).readAll();
            return nodes.stream().filter(node -> node.get("event").textValue().equals("step"))
                    .map(node -> node.get("loss").doubleValue()).toList();
        }
    }

    private static Map<String, HostArray> arrays(Path run, String part) throws Exception {
        return Safetensors.read(run.resolve("checkpoints/epoch-0000" + EPOCHS).resolve(part));
    }

    @Test
    void twoExecutorsAreOneProcessInMicroBatchesOfHalfABatch() throws Exception {
        String swav = "objective={name: swav, prototypes: 12, queueLength: 32, queueStartEpoch: 2, freezePrototypesSteps: 5}";
        List<String> settings = settings(swav, "backend.name=dl4j");
        Path two = onSpark("two", WorkerTraining.pretraining(), settings);
        Path one = here("one", 1, settings(swav, "backend.name=dl4j", "training.microBatch=8"));
        List<Double> expected = losses(one);
        List<Double> found = losses(two);
        assertThat(found).hasSameSizeAs(expected).hasSize(52);
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i)).as("loss of step %d", i + 1)
                    .isCloseTo(expected.get(i), within(1e-5 * Math.abs(expected.get(i))));
        }
        Map<String, HostArray> weights = arrays(one, "weights.safetensors");
        arrays(two, "weights.safetensors").forEach((name, array) -> {
            for (int i = 0; i < array.values().length; i++) {
                assertThat(array.values()[i]).as("%s at %d", name, i).isCloseTo(weights.get(name).values()[i], within(1e-4f));
            }
        });
        requireSame(two, here("threads", 2, settings));
    }

    /** Four attempts each, which take more than a minute. */
    @ParameterizedTest
    @ValueSource(strings = {"{name: nt-xent, temperature: 0.2}", "{name: smooth-ap, temperature: 0.05}"})
    @EnabledIfSystemProperty(named = "scale.kills", matches = "true")
    void executorsThatAreKilledAtRandomStepsLeaveTheRunThatNobodyDisturbed(String objective) throws Exception {
        Random random = new Random(objective.length());
        int[] calls = random.ints(3, 5, 30).toArray();
        List<String> settings = settings("objective=" + objective);
        Path notes = Files.createDirectories(folder.resolve("notes"));
        Path killed = onSpark("killed", new KilledTraining(new int[] {1, 0, 1}, calls, notes.toString()), settings);
        try (Stream<Path> attempts = Files.list(notes)) {
            assertThat(attempts).as("attempts: " + List.of(calls[0], calls[1], calls[2])).hasSize(4);
        }
        requireSame(killed, here("whole", 2, settings));
    }

    /** Bit for bit. */
    private static void requireSame(Path found, Path expected) throws Exception {
        assertThat(losses(found)).isEqualTo(losses(expected));
        for (String part : List.of("weights.safetensors", "optimiser.safetensors")) {
            assertThat(arrays(found, part)).as(part).isEqualTo(arrays(expected, part));
        }
    }
}
