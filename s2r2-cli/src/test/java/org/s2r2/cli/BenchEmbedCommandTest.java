package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchEmbedCommandTest {

    private static final List<String> FIELDS = List.of("name", "value", "unit", "min", "max", "ratio", "ratioMin",
            "ratioMax", "images", "size", "norm", "backend");

    /** The built-in experiment with a small encoder and small images, for a moment. */
    private static Cli embed(Object... more) {
        List<Object> args = new ArrayList<>(List.of("bench", "embed", "--rounds", 1, "--seconds", 0.1, "--images", 9,
                "--set", "encoder={backbone: resnet8, width: 4, head: {dim: 8}}", "--set", "evaluation.size=8", "--set",
                "backend.threads=1"));
        args.addAll(List.of(more));
        return Cli.run(args.toArray());
    }

    @Test
    void everyBackendHasARowAndAllEmbedTheSame() throws Exception {
        JsonNode json = embed("--backend", "djl,dl4j,djl", "--json").done().json();
        assertThat(json.fieldNames()).toIterable().containsExactly("rows");
        List<JsonNode> rows = new ArrayList<>();
        json.get("rows").forEach(rows::add);
        assertThat(rows).extracting(row -> row.get("name").textValue())
                .containsExactly("embed/djl", "embed/dl4j", "embed/djl#2");
        double norm = rows.get(0).get("norm").doubleValue();
        assertThat(norm).isBetween(1e-3, 1e3);
        for (JsonNode row : rows) {
            assertThat(row.fieldNames()).toIterable().containsExactlyElementsOf(FIELDS);
            assertThat(row.get("unit").textValue()).isEqualTo("images/s");
            assertThat(row.get("value").doubleValue()).isPositive();
            assertThat(row.get("ratio").doubleValue()).isPositive();
            assertThat(row.get("images").intValue()).isEqualTo(9);
            assertThat(row.get("size").intValue()).isEqualTo(8);
            assertThat(row.get("norm").doubleValue()).isCloseTo(norm, within(1e-4 * norm));
        }
        assertThat(rows.get(0).get("ratio").doubleValue()).isEqualTo(1);
    }

    @Test
    void theTableSaysWhatWasMeasured() {
        List<String> lines = embed().done().out().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).startsWith("embedding of ").endsWith(": resnet8-w4, 9 images of 8 px");
        assertThat(lines.get(1)).startsWith("backend ").contains("images/s", "ratio");
        assertThat(lines.get(2)).startsWith("djl ").endsWith(" 1.000");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--images | 0 | --images | found 0 | from 1 to 65536",
        "--images | 65536 | --images | found 65536 | 2 GiB",
        "--backend | djl,theano | backend.name | 'theano' | djl",
        "--rounds | 0 | --rounds | found 0 | from 1 to 1000",
        "--seconds | NaN | --seconds | NaN | at most 3600"
    })
    void whatCannotBeMeasuredIsNamed(String option, String value, String key, String found, String allowed) {
        Cli.run("bench", "embed", "--set", "evaluation.size=64", option, value).refuses(key, found, allowed);
    }
}
