package org.s2r2.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.HostArray;
import org.s2r2.training.Tally;

class CheckpointTest {

    @TempDir
    Path folder;

    private static Checkpoint checkpoint(int epoch) {
        return new Checkpoint(
                Map.of("w", new HostArray(new int[] {2}, new float[] {epoch, 2})),
                Map.of("w.momentum", new HostArray(new int[] {2}, new float[] {3, 4})),
                Map.of("queue", HostArray.matrix(new float[] {5}, 1, 1), "empty", HostArray.matrix(new float[0], 0, 0)),
                Map.of("w", new HostArray(new int[] {2}, new float[] {6, 7}), "memory.rows", HostArray.matrix(new float[] {8}, 1, 1)),
                new TrainingState(
                        epoch, 10L * epoch, 10, Tally.NONE, null, "abc", Map.of("s2r2", "0.1.0")));
    }

    @Test
    void comesBackAsItWasSaved() throws IOException {
        Path saved = checkpoint(3).save(folder, 2);
        assertThat(Checkpoint.load(saved)).isEqualTo(checkpoint(3));
        assertThat(new CheckpointFolder(folder).newest()).contains(saved);
    }

    @Test
    void anObjectiveWithoutStateAndNoTeacherLeaveNoFile() throws IOException {
        Checkpoint with = checkpoint(4);
        Checkpoint without = new Checkpoint(with.weights(), with.optimizer(), Map.of(), Map.of(), with.state());
        Path saved = without.save(folder, 1);
        assertThat(saved.resolve("objective.safetensors")).doesNotExist();
        assertThat(saved.resolve("teacher.safetensors")).doesNotExist();
        assertThat(Checkpoint.load(saved)).isEqualTo(without);
    }

    @Test
    void onlyTheNewestAreKept() throws IOException {
        for (int epoch : new int[] {1, 2, 10, 100}) {
            checkpoint(epoch).save(folder, 2);
        }
        try (var files = Files.list(folder)) {
            assertThat(files.map(path -> path.getFileName().toString())).containsExactlyInAnyOrder("epoch-000010", "epoch-000100");
        }
    }

    @Test
    void anUnfinishedOneIsNotSeen() throws IOException {
        checkpoint(1).save(folder, 2);
        Files.createDirectories(folder.resolve(".epoch-000002.tmp"));
        Files.writeString(folder.resolve(".epoch-000002.tmp/weights.safetensors"), "cut sho");
        assertThat(new CheckpointFolder(folder).newest()).contains(folder.resolve("epoch-000001"));
        checkpoint(2).save(folder, 2);
        assertThat(Checkpoint.load(new CheckpointFolder(folder).newest().orElseThrow())).isEqualTo(checkpoint(2));
    }

    @Test
    void aBrokenStateNamesItsFile() throws IOException {
        Path saved = checkpoint(1).save(folder, 1);
        Files.writeString(saved.resolve("state.json"), "{\"epoch\": ");
        assertThatThrownBy(() -> Checkpoint.load(saved))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("state.json");
    }

    @Test
    void anEmptyFolderHasNone() throws IOException {
        assertThat(new CheckpointFolder(folder).newest()).isEmpty();
        assertThat(new CheckpointFolder(folder.resolve("nothing")).newest()).isEmpty();
    }
}
