package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
class BenchKnnCommandTest {

    private static final List<String> FIELDS = List.of("name", "value", "unit", "min", "max", "ratio", "ratioMin",
            "ratioMax", "gflops", "heapMib", "top1", "queries", "train", "dim", "k", "threads");

    @Test
    void allFormsOfEverySizeHaveARowOfTheSameAccuracy() throws Exception {
        JsonNode json = Cli.run("bench", "knn", "--size", "30x400x6,20x50x3", "--k", 7, "--threads", 2, "--rounds", 1,
                        "--json")
                .done()
                .json();
        assertThat(json.fieldNames()).toIterable().containsExactly("rows");
        List<JsonNode> rows = new ArrayList<>();
        json.get("rows").forEach(rows::add);
        assertThat(rows).extracting(row -> row.get("name").textValue())
                .containsExactly("knn/blocked/30x400x6", "knn/blocked+retrieval/30x400x6", "knn/plain/30x400x6",
                        "knn/blocked/20x50x3", "knn/blocked+retrieval/20x50x3", "knn/plain/20x50x3");
        for (JsonNode row : rows) {
            assertThat(row.fieldNames()).toIterable().containsExactlyElementsOf(FIELDS);
            assertThat(row.get("unit").textValue()).isEqualTo("s");
            assertThat(row.get("value").doubleValue()).isPositive();
            assertThat(row.get("ratio").doubleValue()).isPositive();
            assertThat(row.get("gflops").doubleValue()).isPositive();
            assertThat(row.get("k").intValue()).isEqualTo(7);
            assertThat(row.get("threads").intValue()).isEqualTo(2);
        }
        assertThat(rows.get(0).get("train").intValue()).isEqualTo(400);
        for (int i = 0; i < rows.size(); i += 3) {
            assertThat(rows.get(i).get("ratio").doubleValue()).isEqualTo(1);
            assertThat(rows.get(i + 1).get("top1")).isEqualTo(rows.get(i).get("top1"));
            assertThat(rows.get(i + 2).get("top1")).isEqualTo(rows.get(i).get("top1"));
        }
    }

    @Test
    void theTableSaysWhatWasMeasured() {
        List<String> lines = Cli.run("bench", "knn", "--size", "4x9x3", "--k", 2, "--threads", 1, "--rounds", 1)
                .done()
                .out()
                .lines()
                .toList();
        assertThat(lines).hasSize(5);
        assertThat(lines.get(0)).isEqualTo("kNN of queries x training rows x dimensions, k 2, 1 threads");
        assertThat(lines.get(1)).contains("size", "form", "ratio", "GFLOP/s", "MiB", "top-1");
        assertThat(lines.get(2)).startsWith("4x9x3 ").contains(" blocked ", " 1.000 ");
        assertThat(lines.get(4)).contains(" plain ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--size | 10x20 | --size | found '10x20' | QUERIESxTRAINxDIM",
        "--size | 10x0x5 | --size, training rows | found 0 | from 1 to 10000000",
        "--size | 5x10000000x65536 | --size | found '5x10000000x65536' | at most 2147483639 values",
        "--k | 0 | --k | found 0 | from 1 to 10000000",
        "--threads | 0 | --threads | found 0 | from 1 to 1024",
        "--rounds | 0 | --rounds | found 0 | from 1 to 1000"
    })
    void whatCannotBeMeasuredIsNamed(String option, String value, String key, String found, String allowed) {
        Cli.run("bench", "knn", option, value).refuses(key, found, allowed);
    }
}
