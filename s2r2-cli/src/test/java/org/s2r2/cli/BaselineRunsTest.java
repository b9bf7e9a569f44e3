package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.s2r2.baseline.Swav;
import org.s2r2.checkpoint.Safetensors;
import org.s2r2.tensor.HostArray;

/** Whole runs of objectives beside Smooth-AP, on drawings of 24 pixels. */
@Tag("slow")
class BaselineRunsTest {

    private static final String MULTI_CROP =
            "views.crops=[{count: 2, size: 16, scale: [0.3, 1.0]}, {count: 2, size: 12, scale: [0.1, 0.4]}]";
    private static final String NT_XENT = "objective={name: nt-xent}";

    /** 4 steps an epoch: prototypes move from step 3; embeddings are queued from epoch 2, and used from its step 3. */
    private static final String SWAV = "objective={name: swav, prototypes: 12, freezePrototypesSteps: 2, "
            + "queueLength: 40, queueStartEpoch: 1}";

    @TempDir
    Path folder;

    private Path experiment;

    @BeforeEach
    void write() throws IOException {
        experiment = Inputs.tiny(folder);
    }

    private Cli pretrain(Path run, String... settings) {
        List<Object> args = new ArrayList<>(List.of("pretrain", experiment, "--out", run));
        for (String setting : settings) {
            args.addAll(setting.startsWith("--") ? List.of(setting) : List.of("--set", setting));
        }
        return Cli.run(args.toArray());
    }

    private static HostArray prototypes(Path run, int epoch) throws IOException {
        return weights(run, epoch).get(Swav.PROTOTYPES);
    }

    private static Map<String, HostArray> weights(Path run, int epoch) throws IOException {
        return Safetensors.read(RunsTest.checkpoint(run, epoch).resolve("weights.safetensors"));
    }

    @ParameterizedTest
    @ValueSource(strings = {NT_XENT, SWAV})
    void theLossFalls(String objective) throws Exception {
        Path run = folder.resolve("run");
        // Views that keep their colours are easy enough to learn something from 32 steps.
        pretrain(run, MULTI_CROP, objective, "training.epochs=8", "optimizer.learningRate=0.1",
                "views.jitter.probability=0", "views.grayscale=0", "views.blur.probability=0").done();
        List<JsonNode> epochs = RunsTest.metrics(run).stream()
                .filter(line -> line.get("event").textValue().equals("epoch"))
                .toList();
        assertThat(epochs).hasSize(8);
        assertThat(epochs.get(7).get("loss").doubleValue()).isLessThan(0.85 * epochs.get(0).get("loss").doubleValue());
        assertThat(epochs.get(7).get("batchAp").doubleValue())
                .isGreaterThan(epochs.get(0).get("batchAp").doubleValue());
        Cli.run("evaluate", run, "--protocol", "knn", "--no-baselines", "--json").done().json();
    }

    @Test
    void prototypesStayAsTheyAreWhileFrozenAndHaveUnitRowsAfterUpdates() throws Exception {
        Path frozen = folder.resolve("frozen");
        Path free = folder.resolve("free");
        String objective = "objective={name: swav, prototypes: 12, freezePrototypesSteps: ";
        pretrain(frozen, MULTI_CROP, objective + "8}").done();
        pretrain(free, MULTI_CROP, objective + "7}").done();
        assertThat(prototypes(frozen, 2)).isEqualTo(prototypes(frozen, 1)).isEqualTo(prototypes(free, 1));
        assertThat(weights(frozen, 2).get("conv1.weight")).isEqualTo(weights(free, 2).get("conv1.weight"));
        HostArray moved = prototypes(free, 2);
        assertThat(moved).isNotEqualTo(prototypes(free, 1));
        assertThat(moved.shape()).containsExactly(12, 8);
        for (int row = 0; row < 12; row++) {
            double squares = 0;
            for (int d = 0; d < 8; d++) {
                squares += moved.values()[row * 8 + d] * moved.values()[row * 8 + d];
            }
            assertThat(squares).isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void aRunWithAQueueThatWasStoppedGoesOnToTheSameMetricsAndWeightsBitForBit() throws Exception {
        Path run = folder.resolve("stopped");
        String[] settings = {MULTI_CROP, SWAV, "training.epochs=3", "training.keepCheckpoints=3"};
        pretrain(run, settings).done();
        List<JsonNode> whole = RunsTest.metrics(run);
        Path last = Files.move(RunsTest.checkpoint(run, 3), folder.resolve("last-checkpoint"));
        Path state = RunsTest.checkpoint(run, 2).resolve("objective.safetensors");
        // Two batches of 16 embeddings fit into 40.
        assertThat(Safetensors.read(state).get("queue.1").shape()).containsExactly(32, 8);

        String[] resume = {MULTI_CROP, SWAV, "training.epochs=3", "training.keepCheckpoints=3", "--resume"};
        pretrain(run, resume).done();
        assertThat(RunsTest.metrics(run)).isEqualTo(whole);
        RunsTest.requireSameArrays(RunsTest.checkpoint(run, 3), last, "objective.safetensors");

        // Without the sums nobody can say that a file is missing.
        Files.delete(RunsTest.checkpoint(run, 3).resolve("objective.safetensors"));
        Files.delete(RunsTest.checkpoint(run, 3).resolve("SHA256SUMS"));
        pretrain(run, resume).refuses(run, "the state of its objective", "queue.0");
    }

    @Test
    void theQueueChangesTheLossFromTheStepOnThatFindsItFull() throws Exception {
        Path with = folder.resolve("with");
        Path without = folder.resolve("without");
        pretrain(with, MULTI_CROP, SWAV).done();
        pretrain(without, MULTI_CROP, SWAV.replace("queueLength: 40", "queueLength: 0")).done();
        assertThat(RunsTest.checkpoint(without, 2).resolve("objective.safetensors")).doesNotExist();
        List<JsonNode> queued = RunsTest.metrics(with);
        List<JsonNode> plain = RunsTest.metrics(without);
        // Four steps and a line for the epoch, then two steps that fill the queue.
        assertThat(queued.subList(0, 7)).isEqualTo(plain.subList(0, 7));
        assertThat(queued.get(7)).isNotEqualTo(plain.get(7));
    }

    @Test
    void aSumWithWeightsAndQueuesOfItsTermsGoesOnAfterAStopBitForBit() throws Exception {
        String term = "{name: swav, queueLength: 16, queueStartEpoch: 0, freezePrototypesSteps: 0, prototypes: ";
        String[] settings = {MULTI_CROP, "objective={name: sum, terms: [" + term + "12}, " + term
                + "6}, {weight: 2, name: smooth-ap, temperature: 0.05}]}"};
        Path run = folder.resolve("sum");
        pretrain(run, settings).done();
        assertThat(weights(run, 2).get("objective.0.prototypes").shape()).containsExactly(12, 8);
        assertThat(weights(run, 2).get("objective.1.prototypes").shape()).containsExactly(6, 8);
        Path last = Files.move(RunsTest.checkpoint(run, 2), folder.resolve("last-checkpoint"));
        pretrain(run, settings[0], settings[1], "--resume").done();
        RunsTest.requireSameArrays(RunsTest.checkpoint(run, 2), last, "objective.safetensors");
        RunsTest.requireSameArrays(RunsTest.checkpoint(run, 2), last, "weights.safetensors");
    }

    /** The first step's embeddings are the same; only the relevances, which the crops decide, are not. */
    @Test
    void theCropsOfTheViewsReachTheObjective() throws Exception {
        double[] losses = new double[2];
        for (int i = 0; i < 2; i++) {
            Path run = folder.resolve("ndcg-" + i);
            String objective = "objective={name: smooth-ndcg, temperature: 0.05, floor: " + (i == 0 ? 1 : 0.01) + "}";
            pretrain(run, MULTI_CROP, objective, "training.epochs=1").done();
            losses[i] = RunsTest.metrics(run).get(0).get("loss").doubleValue();
        }
        assertThat(losses[1]).isNotEqualTo(losses[0]).isBetween(0.0, 1.0);
    }

    @Test
    void hyperparametersThatDoNotFitTheBatchAreRefusedBeforeTheRun() {
        Path run = folder.resolve("none");
        pretrain(run, "objective={name: swav, assigningViews: 3}").refuses("objective.assigningViews", "3", "2 views");
        pretrain(run, "objective={name: swav, queueLength: 15}").refuses("objective.queueLength", "15", "16 images");
        assertThat(run).doesNotExist();
    }
}
