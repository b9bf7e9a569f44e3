package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class BenchLossCommandTest {

    private static final List<String> FIELDS = List.of("name", "value", "unit", "min", "max", "ratio", "ratioMin",
            "ratioMax", "loss", "views", "perImage", "dim", "temperature", "tensors");

    @ParameterizedTest
    @ValueSource(strings = {"host", "djl"})
    void everyFormOfEveryBatchHasARow(String backend) throws Exception {
        JsonNode json = Cli.run("bench", "loss", "--views", "24,12", "--per-image", 3, "--dim", 6, "--temperature", 0.1,
                        "--rounds", 1, "--backend", backend, "--json")
                .done()
                .json();
        assertThat(json.fieldNames()).toIterable().containsExactly("rows");
        List<JsonNode> rows = new ArrayList<>();
        json.get("rows").forEach(rows::add);
        assertThat(rows).extracting(row -> row.get("name").textValue())
                .containsExactly("loss/fused/24", "loss/fused-log/24", "loss/composed/24", "loss/fused/12",
                        "loss/fused-log/12", "loss/composed/12");
        for (JsonNode row : rows) {
            assertThat(row.fieldNames()).toIterable().containsExactlyElementsOf(FIELDS);
            assertThat(row.get("unit").textValue()).isEqualTo("ms");
            assertThat(row.get("value").doubleValue()).isPositive();
            assertThat(row.get("ratio").doubleValue()).isPositive();
            assertThat(row.get("loss").doubleValue()).isBetween(0.05, 3.0);
            assertThat(row.get("tensors").textValue()).startsWith(backend + " float32");
        }
        for (int i = 0; i < rows.size(); i += 3) {
            double loss = rows.get(i).get("loss").doubleValue();
            assertThat(rows.get(i + 1).get("loss").doubleValue()).as("the logarithm, with a margin").isGreaterThan(loss);
            assertThat(rows.get(i + 2).get("loss").doubleValue()).isCloseTo(loss, within(1e-5));
        }
    }

    @Test
    void theTableSaysWhatWasMeasured() {
        List<String> lines = Cli.run("bench", "loss", "--views", 8, "--per-image", 2, "--dim", 3, "--rounds", 1)
                .done()
                .out()
                .lines()
                .toList();
        assertThat(lines).hasSize(5);
        assertThat(lines.get(0)).isEqualTo("smooth-ap and its gradient on host float32: 2 views an image, 3 dimensions,"
                + " temperature 0.05");
        assertThat(lines.get(1)).contains("views", "form", "ms", "ratio");
        assertThat(lines.get(2).strip()).startsWith("8 fused ").endsWith(" 1.000");
        assertThat(lines.get(3).strip()).startsWith("8 fused-log ");
        assertThat(lines.get(4).strip()).startsWith("8 composed ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--views | 20 | --views | found 20 | a multiple of --per-image, 8",
        "--views | 8 | --views | found 8 | from 16 to 32768",
        "--per-image | 1 | --per-image | found 1 | from 2 to 16384",
        "--dim | 0 | --dim | found 0 | from 1 to 4096",
        "--rounds | 0 | --rounds | found 0 | from 1 to 1000",
        "--temperature | 0 | temperature | 0.0 | from 1.0E-4 to 10",
        "--backend | theano | --backend | 'theano' | djl, dl4j, host"
    })
    void whatCannotBeMeasuredIsNamed(String option, String value, String key, String found, String allowed) {
        Cli.run("bench", "loss", option, value).refuses(key, found, allowed);
    }
}
