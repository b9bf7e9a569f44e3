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

class BenchViewsCommandTest {

    private static final List<String> FIELDS = List.of("name", "value", "unit", "min", "max", "byClock", "byClockMin",
            "byClockMax", "cropUs", "colorUs", "blurUs", "writeUs", "image");

    @Test
    void theUsualViewsHaveARowEachWhoseStagesAddUpToTheView() throws Exception {
        Cli run = Cli.run("bench", "views", "--rounds", 1, "--seconds", 0.3, "--json").done();
        JsonNode json = run.json();
        assertThat(json.fieldNames()).toIterable().containsExactly("rows");
        List<JsonNode> rows = new ArrayList<>();
        json.get("rows").forEach(rows::add);
        assertThat(rows).extracting(row -> row.get("name").textValue()).containsExactly("views/96", "views/32");
        assertThat(rows).extracting(row -> row.get("image").textValue()).containsExactly("500x375", "32x32");
        for (JsonNode row : rows) {
            assertThat(row.fieldNames()).toIterable().containsExactlyElementsOf(FIELDS);
            assertThat(row.get("unit").textValue()).isEqualTo("views/s");
            assertThat(row.get("byClock").doubleValue()).isPositive();
            double micros = 0;
            for (String stage : new String[] {"cropUs", "colorUs", "blurUs", "writeUs"}) {
                assertThat(row.get(stage).doubleValue()).as(stage).isPositive();
                micros += row.get(stage).doubleValue();
            }
            double perView = 1e6 / row.get("value").doubleValue();
            assertThat(micros).isCloseTo(perView, within(0.01 * perView));
        }
        assertThat(run.log()).contains("round 1 of 1, views/s: 96: ");
    }

    @Test
    void anExperimentHasALineForEachOfItsCropGroups(@TempDir Path folder) throws Exception {
        Path file = Inputs.experiment(folder, Inputs.TINY);
        List<String> lines = Cli.run("bench", "views", file, "--image", "60,40", "--rounds", 1, "--seconds", 0.05,
                        "--set", "views.crops=[{count: 1, size: 12}, {count: 2, size: 8}]")
                .done()
                .out()
                .lines()
                .toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).startsWith("views ").contains("views/s", "by clock", "crop us", "blur");
        assertThat(lines.get(1)).startsWith("12 ").contains(" 60x40 ");
        assertThat(lines.get(2)).startsWith("8 ").contains(" 60x40 ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--rounds | 0 | --rounds | 0 | from 1 to 1000",
        "--seconds | -1 | --seconds | -1.0 | more than 0",
        "--set | views.flip=0 | --set | no EXPERIMENT.yaml | expected one",
        "--image | 9,9 | --image | no EXPERIMENT.yaml | expected one"
    })
    void whatCannotBeMeasuredIsNamed(String option, String value, String key, String found, String allowed) {
        Cli.run("bench", "views", option, value).refuses(key, found, allowed);
    }

    @ParameterizedTest
    @CsvSource({"'0,9'", "'9'", "'9,9,9'", "'9,10001'"})
    void anImageHasAWidthAndAHeight(String image, @TempDir Path folder) throws Exception {
        Cli.run("bench", "views", Inputs.tiny(folder), "--image", image)
                .refuses("--image", "found " + image, "a width and a height from 1 to 10000");
    }
}
