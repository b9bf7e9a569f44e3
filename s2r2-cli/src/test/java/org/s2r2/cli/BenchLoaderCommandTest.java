package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
class BenchLoaderCommandTest {

    private static final List<String> FIELDS = List.of("name", "value", "unit", "min", "max", "alone", "aloneMin",
            "aloneMax", "ratio", "ratioMin", "ratioMax", "waitMs", "stepMs", "aloneStepMs", "images", "backend");

    @Test
    void stepsOnDrawnPhotographsAreComparedWithStepsAlone() throws Exception {
        Cli run = Cli.run("bench", "loader", "--rounds", 2, "--seconds", 0.3, "--json", "--set",
                        "encoder={backbone: resnet8, width: 4, head: {dim: 8}}", "--set", "views.crops.0.size=16",
                        "--set", "training.batchSize=4", "--set", "backend.threads=1")
                .done();
        JsonNode json = run.json();
        assertThat(json.fieldNames()).toIterable().containsExactly("rows");
        assertThat(json.get("rows")).hasSize(1);
        JsonNode row = json.get("rows").get(0);
        assertThat(row.fieldNames()).toIterable().containsExactlyElementsOf(FIELDS);
        assertThat(row.get("name").textValue()).isEqualTo("loader/djl");
        assertThat(row.get("unit").textValue()).isEqualTo("views/s");
        assertThat(row.get("images").textValue()).contains("640", "s2r2-photographs");
        assertThat(row.get("ratio").doubleValue()).isBetween(0.001, 3.0);
        assertThat(row.get("waitMs").doubleValue()).isNotNegative();
        assertThat(row.get("stepMs").doubleValue()).isPositive();
        // With two rounds the medians are means.
        double mean = (row.get("ratioMin").doubleValue() + row.get("ratioMax").doubleValue()) / 2;
        assertThat(row.get("ratio").doubleValue()).isCloseTo(mean, within(1e-9));
        assertThat(run.log()).contains("warming up", "round 2 of 2: ", "fed by the loader");
        Path images = Path.of(row.get("images").textValue().replaceAll(".*?(/\\S*s2r2-photographs\\d+).*", "$1"));
        assertThat(images).isAbsolute().doesNotExist();
    }

    @Test
    void theTableSaysWhatWasMeasuredOnTheExperimentsImages(@TempDir Path folder) throws Exception {
        List<String> lines = Cli.run("bench", "loader", Inputs.tiny(folder), "--rounds", 1, "--seconds", 0.05)
                .done()
                .out()
                .lines()
                .toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).isEqualTo("a step of tiny: resnet8-w4, 16 images x (2 views of 16 px), smooth-ap, of "
                + "shapes train, 64 images of 24 pixels, 1 a scene, seed 0");
        assertThat(lines.get(1)).startsWith("backend ").contains("fed", "alone", "ratio", "wait ms");
        assertThat(lines.get(2)).startsWith("djl ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--rounds | 0 | --rounds | 0 | from 1 to 1000",
        "--backend | theano | backend.name | 'theano' | djl",
        "--set | encoder.widht=3 | unknown key encoder.widht | known here | stem",
        "--set | training.batchSize=641 | batchSize | 641 | 640 images"
    })
    void whatCannotBeMeasuredIsNamed(String option, String value, String key, String found, String allowed) {
        Cli.run("bench", "loader", option, value).refuses(key, found, allowed);
    }
}
