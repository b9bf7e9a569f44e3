package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the rows of a comparison have alike: views, pixels, seconds or nothing. */
@Tag("slow")
class CompareBudgetsTest {

    @TempDir
    Path folder;

    private Path comparison(String name, String yaml) throws IOException {
        return Files.writeString(folder.resolve(name + ".yaml"), yaml);
    }

    /** Two crops of 16 pixels and eight of 8 are as many pixels as four of 16, and not as many views. */
    @Test
    void rowsMayHaveEqualPixels() throws Exception {
        String small = "views.crops: [{count: 2, size: 16, scale: [0.3, 1.0]}, {count: 8, size: 8, scale: [0.1, 0.3]}]";
        String base = "name: pixels\nexperiment:\n" + Inputs.TINY.replace("seed: 3\n", "").indent(2)
                + "protocol: knn\nequal: EQUAL\nrows:\n  large: {training.epochs: 1, views.crops.0.count: 4}\n  small: {training"
                + ".epochs: 1, " + small + "}\n";
        Path out = folder.resolve("pixels");
        Cli.run("compare", comparison("pixels", base.replace("EQUAL", "pixels")), "--out", out).done();
        assertThat(out.resolve("report.html")).content().contains("pixels of each row");
        Cli.run("compare", comparison("views", base.replace("EQUAL", "views")), "--out", folder.resolve("views"))
                .refuses("rows.small", "1 epochs x 64 images x 10 views = 640", "4 views = 256");
        String fewer = base.replace("EQUAL", "pixels").replace("count: 8", "count: 6");
        Cli.run("compare", comparison("fewer", fewer), "--out", folder.resolve("fewer"))
                .refuses("rows.small", "x 896 pixels of its views", "x 1024 pixels of its views");
    }

    @Test
    void rowsMayHaveEqualSeconds() throws Exception {
        String file = "name: seconds\nexperiment:\n" + Inputs.TINY.replace("seed: 3\n", "").indent(2)
                + "protocol: knn\nequal: seconds\nseconds: 1\nrows:\n  two: {}\n  eight: {views.crops.0.count: 8}\n";
        Path out = folder.resolve("seconds");
        Cli cli = Cli.run("compare", comparison("seconds", file), "--out", out).done();
        JsonNode epochs = JsonMapper.builder().build().readTree(out.resolve("epochs.json").toFile());
        assertThat(epochs.fieldNames()).toIterable().containsExactly("default/two", "default/eight");
        assertThat(epochs.get("default/eight").intValue()).isLessThan(epochs.get("default/two").intValue());
        assertThat(out.resolve("default/two/seed-1/config.yaml")).content()
                .contains("epochs: " + epochs.get("default/two").intValue());
        assertThat(cli.log()).contains("epochs in about 1.0 s");
        assertThat(Cli.run("compare", comparison("seconds", file), "--out", out).done().log())
                .contains("default/two/seed-1: done before").doesNotContain("epochs in about");
    }

    @Test
    void unequalViewsCanBeAllowedAndDatasetsChangeWhatTheySay() throws Exception {
        Path file = comparison("datasets", String.format(Locale.ROOT, """
                name: inline
                experiment:
                %s
                equalViews: false
                protocol: knn
                datasets:
                  small: {data.subset: 16}
                  large: {data.subset: 32}
                rows:
                  two-views: {training.epochs: 1}
                  four-views: {training.epochs: 1, views.crops.0.count: 4}
                """, Inputs.TINY.replace("seed: 3\n", "").indent(2).stripTrailing()));
        Path inline = folder.resolve("inline");
        JsonNode rows = Cli.run("compare", file, "--out", inline, "--json").done().json().get("rows");
        assertThat(rows).extracting(row -> row.get("dataset").textValue() + " " + row.get("row").textValue() + " "
                        + row.get("views").longValue())
                .containsExactly("small two-views 32", "small four-views 64", "large two-views 64",
                        "large four-views 128");
        assertThat(rows.get(3).get("metrics").fieldNames()).toIterable().containsExactly("knn.top1");
        // A single seed has no deviation and no interval.
        assertThat(rows.get(3).get("metrics").get("knn.top1").get("difference").fieldNames()).toIterable()
                .containsExactly("mean", "pairs");
        assertThat(rows.get(3).get("metrics").get("knn.top1").has("deviation")).isFalse();
    }
}
