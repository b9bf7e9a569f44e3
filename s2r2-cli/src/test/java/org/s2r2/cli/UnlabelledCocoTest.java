package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.npy.Npy;

/** Images in COCO's format without annotations: learned from and embedded, and judged nowhere. */
class UnlabelledCocoTest {

    @TempDir
    Path folder;

    private Path coco;
    private String data;

    @BeforeEach
    void images() throws IOException {
        coco = folder.resolve("coco");
        data = "data={dataset: coco, path: '" + coco + "'}";
        Inputs.jpegs(coco.resolve("unlabeled2017"), 18, 1);
        Files.writeString(coco.resolve("image_info_unlabeled2017.json"), IntStream.range(0, 18)
                .mapToObj(i -> String.format(Locale.ROOT, "{\"id\": %1$d, \"file_name\": \"%1$02d.jpg\"}", i))
                .collect(Collectors.joining(", ", "{\"images\": [", "], \"categories\": [{\"id\": 1, \"name\": \"cup\"}]}")));
    }

    @Test
    void encodersLearnFromThemAndEmbedThemAndAreNotJudgedByThem() throws Exception {
        Path run = folder.resolve("run");
        Cli.run("pretrain", Inputs.tiny(folder), "--out", run, "--set", data, "--set", "training.epochs=1").done();
        Path out = folder.resolve("rows.npy");
        for (String images : new String[] {"train", "test", "pretrain"}) {
            Cli.run("embed", run, "--data", images, "--out", out).done();
            assertThat(Npy.readMatrix(out).rows()).isEqualTo(18);
        }
        Cli.run("embed", run, "--data", "train", "--out", out, "--labels-out", folder.resolve("labels.npy"))
                .refuses(coco, "found no labels");
        Cli.run("evaluate", run).refuses(
                "coco train of " + coco.resolve("unlabeled2017") + ", 18 images, unlabelled: found no labels,"
                        + " expected labelled images to evaluate on; `embed` works without labels");
    }

    @Test
    void whatNeedsLabelsIsRefusedBeforeTheTraining() throws Exception {
        Path run = folder.resolve("run");
        Path experiment = Inputs.tiny(folder);
        Cli.run("pretrain", experiment, "--out", run, "--set", data, "--set", "evaluation.onlineEvery=1")
                .refuses("evaluation.onlineEvery", "no labels");
        Cli.run("pretrain", experiment, "--out", run, "--set", data, "--set", "data.subset=4", "--set", "data.subsetBy=diverse")
                .refuses("subsetBy", "'diverse'", "images without labels");
        Cli.run("quickstart", "--out", run, "--set", data).refuses("found no labels");
        assertThat(run).doesNotExist();
    }

    @Test
    void inspectCountsThemAsUnlabelled() throws Exception {
        assertThat(Cli.run("data", "inspect", "dataset=coco,path=" + coco).done().out())
                .contains("18 images, unlabelled", "18 without a label")
                .doesNotContain("cannot be opened", "any number of labels");
    }
}
