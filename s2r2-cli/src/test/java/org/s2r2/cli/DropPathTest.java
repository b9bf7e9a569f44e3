package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs with drop path. */
@Tag("slow")
class DropPathTest {

    @TempDir
    Path folder;

    private Path pretrain(String name, String dropPath, Object... more) throws IOException {
        Path run = folder.resolve(name);
        Path experiment = Inputs.experiment(folder, Inputs.TINY
                .replace("backbone: resnet8", "backbone: vit-tiny")
                .replace("width: 4", "patch: 8\n  imageSize: 16\n  dropPath: " + dropPath)
                .replace("learningRate: 0.05", "learningRate: 0.001")
                .replace("images: 64", "images: 16")
                .replace("batchSize: 16", "batchSize: 8"));
        List<Object> args = new ArrayList<>(List.of("pretrain", experiment, "--out", run));
        args.addAll(List.of(more));
        Cli.run(args.toArray()).done();
        return run;
    }

    private static List<Double> losses(Path run) throws IOException {
        return RunsTest.metrics(run).stream()
                .filter(line -> line.get("event").asText().equals("step"))
                .map(step -> step.get("loss"))
                .map(JsonNode::doubleValue)
                .toList();
    }

    @Test
    void aRunThatGoesOnAndOneOnTheOtherEngineDropTheViewsOfAnUndisturbedOne() throws IOException {
        Path whole = pretrain("whole", "0.5");
        Path stopped = pretrain("stopped", "0.5");
        Files.move(RunsTest.checkpoint(stopped, 2), folder.resolve("last"));
        pretrain("stopped", "0.5", "--resume");
        assertThat(losses(stopped)).hasSize(4).isEqualTo(losses(whole));
        RunsTest.requireSameArrays(RunsTest.checkpoint(stopped, 2), RunsTest.checkpoint(whole, 2));

        List<Double> otherEngine = losses(pretrain("other", "0.5", "--backend", "dl4j"));
        List<Double> without = losses(pretrain("without", "0"));
        for (int step = 0; step < 4; step++) {
            double loss = losses(whole).get(step);
            assertThat(otherEngine.get(step)).as("step %d", step).isCloseTo(loss, within(1e-3 * loss));
        }
        assertThat(without.get(0)).isNotCloseTo(losses(whole).get(0), within(1e-3 * without.get(0)));
        assertThat(Files.readString(whole.resolve("config.yaml"))).contains("dropPath: 0.5");
        assertThat(Files.readString(folder.resolve("without").resolve("config.yaml"))).doesNotContain("dropPath");
    }
}
