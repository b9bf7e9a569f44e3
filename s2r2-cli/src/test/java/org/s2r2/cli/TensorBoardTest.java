package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.experiment.RunFolder;

/** The event files beside a run's metrics, read by a reader that shares nothing with their writer. */
class TensorBoardTest {

    private static final List<String> STEP = List.of("loss", "batchAp", "learningRate", "spread", "viewsPerSecond");

    @TempDir
    Path folder;

    private Cli pretrain(Path run, String... more) throws IOException {
        Path experiment = Inputs.experiment(folder, Inputs.TINY.replace("batchSize: 16",
                "batchSize: 16, keepCheckpoints: 9, tensorboard: true")
                + "evaluation: {onlineEvery: 2, onlineTestImages: 50}\n");
        Object[] args = new Object[4 + more.length];
        System.arraycopy(new Object[] {"pretrain", experiment, "--out", run}, 0, args, 0, 4);
        System.arraycopy(more, 0, args, 4, more.length);
        return Cli.run(args);
    }

    /** What the metrics file of a run says should be in its event files. */
    private static Map<String, Map<Long, Float>> expected(Path run) throws IOException {
        Map<String, List<String>> keys =
                Map.of("step", STEP, "epoch", List.of("loss", "batchAp"), "online", List.of("knn"));
        Map<String, Map<Long, Float>> expected = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> event : keys.entrySet()) {
            for (JsonNode line : new RunFolder(run).metrics(event.getKey())) {
                for (String key : event.getValue()) {
                    expected.computeIfAbsent(event.getKey() + "/" + key, tag -> new LinkedHashMap<>())
                            .put(line.get("step").longValue(), (float) line.get(key).doubleValue());
                }
            }
        }
        assertThat(expected).hasSize(8);
        return expected;
    }

    @Test
    void theReadersChecksumIsCrc32c() {
        // From the catalogue of parametrised CRC algorithms, and RFC 3720, appendix B.4.
        assertThat(EventFiles.crc32c("123456789".getBytes(StandardCharsets.US_ASCII))).isEqualTo(0xe3069283);
        assertThat(EventFiles.crc32c(new byte[32])).isEqualTo(0x8a9136aa);
    }

    @Test
    void theEventFileHasTheNumbersOfTheMetrics() throws IOException {
        Path run = folder.resolve("run");
        double before = System.currentTimeMillis() / 1e3;
        pretrain(run).done();
        List<Path> files = EventFiles.of(run.resolve("tensorboard"));
        assertThat(files).hasSize(1);
        assertThat(files.get(0).getFileName().toString()).startsWith("events.out.tfevents.");
        List<EventFiles.Event> events = EventFiles.read(files.get(0));
        assertThat(events.get(0).version()).isEqualTo("brain.Event:2");
        assertThat(events.get(1).starts()).isTrue();
        assertThat(events.get(1).step()).isEqualTo(1);
        assertThat(events.subList(2, events.size())).extracting(EventFiles.Event::step)
                .containsExactly(1L, 2L, 3L, 4L, 4L, 5L, 6L, 7L, 8L, 8L);
        assertThat(events).allSatisfy(event ->
                assertThat(event.time()).isCloseTo(before, within(300.0)).isGreaterThanOrEqualTo(before));
        assertThat(EventFiles.scalars(run.resolve("tensorboard"))).isEqualTo(expected(run));
    }

    @Test
    void aRunThatGoesOnDropsTheStepsThatItTrainsAgain() throws IOException {
        Path run = folder.resolve("run");
        pretrain(run).done();
        Path first = EventFiles.of(run.resolve("tensorboard")).get(0);
        byte[] content = Files.readAllBytes(first);
        Files.move(RunsTest.checkpoint(run, 2), folder.resolve("last-checkpoint"));
        pretrain(run, "--resume").done();
        List<Path> files = EventFiles.of(run.resolve("tensorboard"));
        assertThat(files).hasSize(2).first().isEqualTo(first);
        assertThat(first).hasBinaryContent(content);
        EventFiles.Event start = EventFiles.read(files.get(1)).get(1);
        assertThat(start.starts()).isTrue();
        assertThat(start.step()).isEqualTo(5);
        // The views per second of the steps that were trained twice tell one process from the other.
        assertThat(EventFiles.scalars(run.resolve("tensorboard"))).isEqualTo(expected(run));
    }

    @Test
    void aRunHasNoEventFilesUnlessItsExperimentAsksForThem() throws IOException {
        Path run = folder.resolve("run");
        pretrain(run, "--set", "training.tensorboard=false").done();
        assertThat(run.resolve("tensorboard")).doesNotExist();
        assertThat(run.resolve("config.yaml")).content().doesNotContain("tensorboard");
    }

    @Test
    void whatStandsInTheWayOfTheFolderIsNamed() throws IOException {
        Path run = folder.resolve("run");
        Files.createDirectories(run);
        Files.createFile(run.resolve("tensorboard"));
        Cli refused = pretrain(run);
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains(run.resolve("tensorboard") + " cannot be written", "--resume");
        assertThat(refused.err() + refused.log()).doesNotContain("\tat ");
    }
}
