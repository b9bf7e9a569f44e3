package org.s2r2.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.training.Tally;
import org.s2r2.training.TrainingEvent;
import org.s2r2.view.ViewLayout;

class MetricsWriterTest {

    @TempDir
    Path folder;

    private static void epoch(MetricsWriter writer, int epoch, double loss) {
        writer.on(step(epoch, 2L * epoch - 1, loss, 0.5));
        writer.on(step(epoch, 2L * epoch, loss, 0.25));
        writer.on(new TrainingEvent.EpochDone(epoch, 2L * epoch, loss, 0.1, 0.75, Tally.NONE, null));
    }

    @Test
    void aStepIsALineWithItsNumbers() throws IOException {
        Path file = folder.resolve("metrics.jsonl");
        try (MetricsWriter writer = new MetricsWriter(file, 0)) {
            writer.on(new TrainingEvent.Started(0, 0, 2, 2, 100));
            epoch(writer, 1, 0.75);
        }
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(3);
        JsonNode second = JsonMapper.builder().build().readTree(lines.get(1));
        assertThat(second.get("event").asText()).isEqualTo("step");
        assertThat(second.get("step").asInt()).isEqualTo(2);
        assertThat(second.get("loss").asDouble()).isEqualTo(0.75);
        assertThat(second.get("viewsPerSecond").asDouble()).isEqualTo(400);
    }

    @Test
    void goingOnDropsWhatLiesBehindTheCheckpointAndACutOffLine() throws IOException {
        Path file = folder.resolve("metrics.jsonl");
        try (MetricsWriter writer = new MetricsWriter(file, 0)) {
            epoch(writer, 1, 0.9);
            epoch(writer, 2, 0.8);
        }
        Files.writeString(file, "{\"event\":\"step\",\"st", StandardOpenOption.APPEND);
        List<String> first = Files.readAllLines(file).subList(0, 3);
        try (MetricsWriter writer = new MetricsWriter(file, 2)) {
            assertThat(Files.readAllLines(file)).isEqualTo(first);
            epoch(writer, 2, 0.7);
        }
        assertThat(Files.readAllLines(file)).hasSize(6);
        assertThat(new RunFolder(folder).metrics("epoch")).extracting(node -> node.get("loss").asDouble())
                .containsExactly(0.9, 0.7);
    }

    @Test
    void goingOnDropsALineWhereAByteIsDamagedAndKeepsTheOthers() throws IOException {
        Path file = folder.resolve("metrics.jsonl");
        try (MetricsWriter writer = new MetricsWriter(file, 0)) {
            epoch(writer, 1, 0.9);
            epoch(writer, 2, 0.8);
        }
        List<String> whole = Files.readAllLines(file);
        byte[] bytes = Files.readAllBytes(file);
        bytes[whole.get(0).length() + 1] = (byte) 0xff; // the brace of the second line
        Files.write(file, bytes);
        try (MetricsWriter writer = new MetricsWriter(file, 2)) {
            assertThat(Files.readAllLines(file)).containsExactly(whole.get(0), whole.get(2));
            epoch(writer, 2, 0.7);
        }
        assertThat(new RunFolder(folder).metrics("epoch")).extracting(node -> node.get("loss").asDouble())
                .containsExactly(0.9, 0.7);
    }

    private static TrainingEvent step(int epoch, long step, double loss, double seconds) {
        return new TrainingEvent.StepDone(epoch, step, loss, 0.01, seconds, 0.1, ViewLayout.viewMajor(2, 2),
                () -> new float[8], Map.of("batchAp", 0.1, "spread", 0.9));
    }
}
