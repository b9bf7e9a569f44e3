package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchStepCommandTest {

    private static final List<String> FIELDS = List.of("name", "value", "unit", "min", "max", "stepMs", "forwardMs",
            "lossMs", "backwardMs", "updateMs", "figuresMs", "ratio", "ratioMin", "ratioMax", "loss", "backend");

    /** The built-in experiment with a small encoder and small views, for a moment. */
    private static Cli step(Object... more) {
        List<Object> args = new ArrayList<>(List.of("bench", "step", "--rounds", 2, "--seconds", 0.2, "--set",
                "encoder={backbone: resnet8, width: 4, head: {dim: 8}}", "--set", "views.crops.0.size=8", "--set",
                "training.batchSize=4", "--set", "backend.threads=1"));
        args.addAll(List.of(more));
        return Cli.run(args.toArray());
    }

    @Test
    void aBackendAgainstItselfHasTwoConsistentRowsOfTheSameLoss() throws Exception {
        Cli run = step("--backend", "djl,djl", "--json").done();
        JsonNode json = run.json();
        assertThat(json.fieldNames()).toIterable().containsExactly("rows");
        List<JsonNode> rows = new ArrayList<>();
        json.get("rows").forEach(rows::add);
        assertThat(rows).extracting(row -> row.get("name").textValue()).containsExactly("step/djl", "step/djl#2");
        for (JsonNode row : rows) {
            assertThat(row.fieldNames()).toIterable().containsExactlyElementsOf(FIELDS);
            assertThat(row.get("unit").textValue()).isEqualTo("views/s");
            assertThat(row.get("backend").textValue()).contains("PyTorch", "1 threads");
            requireOrder(row, "min", "value", "max");
            requireOrder(row, "ratioMin", "ratio", "ratioMax");
            double step = row.get("stepMs").doubleValue();
            double parts = 0;
            for (String part : new String[] {"forwardMs", "lossMs", "backwardMs", "updateMs"}) {
                assertThat(row.get(part).doubleValue()).as(part).isPositive().isLessThanOrEqualTo(step);
                parts += row.get(part).doubleValue();
            }
            // The median of sums is not the sum of medians. On a busy machine a step is held up in any one of its
            // parts, so that the parts' medians may be much less together, but not much more.
            assertThat(parts).isLessThanOrEqualTo(1.5 * step);
            // 4 images x 4 views; a round is steps and nothing else.
            assertThat(row.get("value").doubleValue()).isBetween(16e3 / step / 10, 16e3 / step * 10);
            assertThat(row.get("loss").doubleValue()).isBetween(0.0, 1.0);
        }
        assertThat(List.of("ratioMin", "ratio", "ratioMax"))
                .allSatisfy(field -> assertThat(rows.get(0).get(field).doubleValue()).isEqualTo(1));
        // The noise of a busy machine, and not one step against a hundred.
        assertThat(rows.get(1).get("ratio").doubleValue()).isBetween(0.1, 10.0);
        assertThat(rows.get(1).get("loss").doubleValue())
                .isCloseTo(rows.get(0).get("loss").doubleValue(), within(1e-5));
        assertThat(run.log()).contains("warming up", "round 1 of 2: djl ", "round 2 of 2: djl ");
    }

    private static void requireOrder(JsonNode row, String low, String middle, String high) {
        assertThat(row.get(low).doubleValue()).isPositive().isLessThanOrEqualTo(row.get(middle).doubleValue());
        assertThat(row.get(middle).doubleValue()).isLessThanOrEqualTo(row.get(high).doubleValue());
    }

    @Test
    void theTableSaysWhatWasMeasuredOnTheExperimentsOwnBackend(@TempDir Path folder) throws Exception {
        Path file = Inputs.experiment(folder, Inputs.TINY);
        List<String> lines = Cli.run("bench", "step", file, "--rounds", 1, "--seconds", 0.05, "--set",
                        "views.crops=[{count: 1, size: 12}, {count: 2, size: 8}]")
                .done()
                .out()
                .lines()
                .toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).isEqualTo(
                "a step of tiny: resnet8-w4, 16 images x (1 view of 12 px + 2 views of 8 px), smooth-ap");
        assertThat(lines.get(1)).startsWith("backend ").contains("views/s", "ms/step", "backward", "ratio");
        assertThat(lines.get(2)).startsWith("djl ").endsWith(" 1.000");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--backend | djl,theano | backend.name | 'theano' | djl",
        "--backend | '' | backend.name | '' | djl",
        "--set | encoder.widht=3 | unknown key encoder.widht | known here | width",
        "--set | trainings.epochs=3 | unknown key trainings | known here | training",
        "--set | training.batchSize=1000000 | batchSize | 1000000 | 2 GiB",
        "--set | data.dataset=imagenet | data.dataset | 'imagenet' | cifar10",
        "--rounds | 0 | --rounds | 0 | from 1 to 1000",
        "--seconds | 0 | --seconds | 0.0 | more than 0",
        "--seconds | NaN | --seconds | NaN | at most 3600",
        "--workers | 1 | --workers | found 1 | from 2 to 256",
        "--workers | 7 | batchSize | found | 7 workers",
        "--workers | 2 | --workers | no module that joins processes | s2r2-spark"
    })
    void whatCannotBeMeasuredIsNamed(String option, String value, String key, String found, String allowed) {
        Cli.run("bench", "step", option, value).refuses(key, found, allowed);
    }

    @Test
    void whatProcessesOfOneThreadHaveNoUseForIsRefusedBesideWorkers() {
        step("--workers", 2).refuses("--set backend.threads=1: found beside --workers");
        Cli.run("bench", "step", "--workers", 2, "--backend", "djl,dl4j").refuses("--backend: found 2 engines beside --workers");
    }

    @Test
    void aMissingExperimentFileIsNamed(@TempDir Path folder) {
        Path missing = folder.resolve("missing.yaml");
        Cli.run("bench", "step", missing).refuses(missing, "there is no such file", "experiment file in YAML");
    }

    @Test
    void imagesNeedNotBeThereAndTheirKeysAreCheckedAllTheSame() {
        step("--set", "data={dataset: folder, path: nowhere, holdOut: 0.7}").done();
        step("--set", "data={dataset: folder, path: nowhere, holdOut: 7}").refuses("data.holdOut", "found 7", "0 to 0.9");
        step("--set", "data={dataset: folder, path: nowhere, holdout: 0.7}").refuses("unknown key data.holdout");
    }

    @Test
    void benchAloneShowsWhatThereIsToMeasure() {
        Cli run = Cli.run("bench");
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("Usage: s2r2 bench").contains("step");
    }
}
