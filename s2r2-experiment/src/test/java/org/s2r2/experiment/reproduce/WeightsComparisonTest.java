package org.s2r2.experiment.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.checkpoint.Checkpoint;
import org.s2r2.checkpoint.CheckpointFolder;
import org.s2r2.checkpoint.TrainingState;
import org.s2r2.tensor.HostArray;
import org.s2r2.training.Tally;

class WeightsComparisonTest {

    @TempDir
    Path folder;

    private CheckpointFolder saved(String name, float weight, float momentum, int... epochs) throws IOException {
        CheckpointFolder run = new CheckpointFolder(folder.resolve(name));
        for (int epoch : epochs) {
            run.save(new Checkpoint(
                    Map.of("w", HostArray.matrix(new float[] {1, weight}, 1, 2)),
                    Map.of("w.momentum", HostArray.matrix(new float[] {momentum}, 1, 1)),
                    Map.of(),
                    Map.of(),
                    new TrainingState(epoch, 4L * epoch, 4, Tally.NONE, null, "", Map.of())), 9);
        }
        return run;
    }

    @Test
    void checkpointsOfTheSameStepsAreComparedBitForBit() throws IOException {
        CheckpointFolder then = saved("then", 2, 0, 1, 2, 3);
        assertThat(WeightsComparison.of(then, saved("same", 2, 0, 2, 3, 4)))
                .isEqualTo(new WeightsComparison(List.of("epoch-000002", "epoch-000003"), true, null, null));
        assertThat(WeightsComparison.of(then, saved("other", 2.5f, 0, 1)))
                .isEqualTo(new WeightsComparison(List.of("epoch-000001"), false, List.of("epoch-000001/w"), 0.5));
        assertThat(WeightsComparison.of(then, saved("negative-zero", 2, -0f, 1)))
                .isEqualTo(new WeightsComparison(
                        List.of("epoch-000001"), false, List.of("epoch-000001/optimiser: w.momentum"), 0.0));
        assertThat(WeightsComparison.of(then, saved("later", 2, 0, 7))).isNull();
    }

    @Test
    void aDamagedCheckpointIsLeftOut() throws IOException {
        CheckpointFolder then = saved("then", 2, 0, 1, 2);
        Files.write(then.path().resolve("epoch-000001/weights.safetensors"), new byte[9]);
        assertThat(WeightsComparison.of(then, saved("same", 2, 0, 1, 2)).checkpoints()).containsExactly("epoch-000002");
    }

    @Test
    void theFirstNumberOfAnEvaluationThatDiffersIsNamed() throws IOException {
        JsonMapper json = JsonMapper.builder().build();
        String then = "{\"knn\":{\"top1\":0.5},\"retrieval\":{\"map\":0.25,\"recallAt1\":0.5}}";
        assertThat(EvaluationComparison.compare("", json.readTree(then), json.readTree(then)).identical()).isTrue();
        EvaluationComparison other = EvaluationComparison.compare(
                "", json.readTree(then), json.readTree(then.replace("0.25", "0.75").replace("At1\":0.5", "At1\":0")));
        assertThat(other.identical()).isFalse();
        assertThat(other.key()).isEqualTo("retrieval.map");
        assertThat(other.then().asDouble()).isEqualTo(0.25);
        assertThat(other.now().asDouble()).isEqualTo(0.75);
    }
}
