package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.s2r2.cli.RunsTest.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose products are computed in bfloat16. */
@Tag("slow")
class PrecisionTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String BFLOAT16 = "training.precision=bfloat16";

    @TempDir
    Path folder;

    private static List<Double> losses(Path run) throws IOException {
        List<Double> losses = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
            JsonNode object = JSON.readTree(line);
            if (object.has("loss")) {
                losses.add(object.get("loss").doubleValue());
            }
        }
        return losses;
    }

    private Path pretrain(String name, Object... more) throws IOException {
        Path run = folder.resolve(name);
        List<Object> args = new ArrayList<>(List.of("pretrain", Inputs.tiny(folder), "--out", run, "--set",
                "optimizer.learningRate=0.005", "--set", "encoder.width=8"));
        args.addAll(List.of(more));
        Cli.run(args.toArray()).done();
        return run;
    }

    @Test
    void lossesAreNearThoseOfSinglePrecisionAndCheckpointsServeBoth() throws IOException {
        Path exact = pretrain("exact");
        Path narrow = pretrain("narrow", "--set", BFLOAT16);
        List<Double> expected = losses(exact);
        List<Double> found = losses(narrow);
        assertThat(found).hasSameSizeAs(expected).isNotEqualTo(expected);
        for (int step = 0; step < expected.size(); step++) {
            assertThat(found.get(step)).as("step %d", step).isCloseTo(expected.get(step), within(0.02 * expected.get(step)));
        }
        assertThat(losses(pretrain("again", "--set", BFLOAT16))).isEqualTo(found);
        assertThat(Files.readString(checkpoint(narrow, 2).resolve("weights.safetensors"), StandardCharsets.ISO_8859_1))
                .contains("\"dtype\":\"F32\"").doesNotContain("BF16");
        pretrain("exact", "--resume", "--set", "training.epochs=3", "--set", BFLOAT16);
        pretrain("narrow", "--resume", "--set", "training.epochs=3");
        assertThat(checkpoint(exact, 3)).isDirectory();
        assertThat(checkpoint(narrow, 3)).isDirectory();
    }

    @Test
    void aBackendThatHasNoBfloat16EvaluatesWhatWasTrainedInIt() throws IOException {
        Path run = pretrain("narrow", "--set", BFLOAT16);
        double found = top1(run, "dl4j");
        assertThat(found).isCloseTo(top1(run, "djl"), within(0.02)).isPositive();
    }

    private static double top1(Path run, String backend) throws IOException {
        return Cli.run("evaluate", run, "--protocol", "knn", "--no-baselines", "--backend", backend, "--json").done().json()
                .path("knn").path("top1").doubleValue();
    }

    @Test
    void aBackendThatHasNoBfloat16RefusesIt() throws IOException {
        Cli.run("pretrain", Inputs.tiny(folder), "--out", folder.resolve("run"), "--backend", "dl4j", "--set", BFLOAT16)
                .refuses("training.precision: found 'bfloat16', expected float32 on the backend dl4j");
    }
}
