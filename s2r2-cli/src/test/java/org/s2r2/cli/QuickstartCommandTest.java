package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class QuickstartCommandTest {

    @TempDir
    Path folder;

    @Test
    void quickstartPrintsAccuraciesAndWhereTheReportIs() throws Exception {
        Path run = folder.resolve("quick");
        JsonNode json = Cli.run("quickstart", "--out", run, "--json", "--set", "data.images=64", "--set",
                        "training.epochs=1", "--set", "encoder.width=4", "--set", "schedule.warmupEpochs=0")
                .done()
                .json();
        assertThat(json.fieldNames()).toIterable().containsExactly("knn", "report", "run", "seconds");
        assertThat(json.get("knn").fieldNames()).toIterable().containsExactly("trained", "untrained", "pixels");
        assertThat(json.get("knn")).allSatisfy(top1 -> assertThat(top1.doubleValue()).isBetween(0.0, 1.0));
        assertThat(json.get("report").textValue()).isEqualTo(run.resolve("report.html").toString());
        assertThat(run.resolve("report.html")).isNotEmptyFile();
    }
}
