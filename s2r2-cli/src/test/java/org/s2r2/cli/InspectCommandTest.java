package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Inspecting datasets, and a whole run on one whose training and labelled images differ. */
class InspectCommandTest {

    @TempDir
    Path folder;

    private Path stl;
    private Path coco;

    @BeforeEach
    void datasets() throws IOException {
        stl = Files.createDirectory(folder.resolve("stl"));
        Inputs.stl10(stl, "unlabeled", 24);
        coco = folder.resolve("coco");
        int[][] categories = new int[20][0];
        categories[3] = new int[] {9, 5};
        Inputs.coco(coco, "train2017", categories);
    }

    private String stlSection(String more) {
        return "{dataset: stl10, path: '" + stl + "', trainOn: unlabeled" + more + "}";
    }

    @Test
    void aDatasetWithoutLabelledImagesIsCountedAndDrawn() throws Exception {
        Path sheet = folder.resolve("sheet.png");
        Cli run = Cli.run("data", "inspect", "dataset=stl10,path=" + stl + ",trainOn=unlabeled", "--out", sheet,
                "--count", 5).done();
        assertThat(run.out())
                .contains("pretrain      stl10 unlabeled of " + stl + ", 24 images")
                .contains("width 96, height 96 pixels in 24 images", "24 without a label")
                .contains("train         cannot be opened: " + stl + " holds no train_X.bin", "sheet         " + sheet);
        BufferedImage image = ImageIO.read(sheet.toFile());
        assertThat(image.getWidth()).isEqualTo(4 + 5 * 132);
        assertThat(image.getHeight()).isEqualTo(4 + 132);
    }

    @Test
    void anExperimentsViewsAreDrawnBesideTheImages() throws Exception {
        Path sheet = folder.resolve("sheet.png");
        Path experiment = Inputs.tiny(folder);
        JsonNode json = Cli.run("data", "inspect", experiment, "--set", "data.images=30", "--out", sheet, "--count", 3,
                "--json").done().json();
        assertThat(json.get("pretrain").get("images").asInt()).isEqualTo(30);
        assertThat(json.get("pretrain").get("classes")).hasSize(10);
        assertThat(json.get("test").get("images").asInt()).isEqualTo(1000);
        assertThat(json.get("train").get("width").get("max").asInt()).isEqualTo(24);
        assertThat(json.get("sheet").asText()).isEqualTo(sheet.toString());
        assertThat(ImageIO.read(sheet.toFile()).getWidth()).isEqualTo(4 + 3 * (3 * 132 + 8));
    }

    @Test
    void aDatasetWithManyLabelsIsCountedByClass() throws Exception {
        String section = "{dataset: coco, path: '" + coco + "', subset: 2, subsetBy: diverse}";
        JsonNode json = Cli.run("data", "inspect", section, "--json").done().json();
        assertThat(json.get("train").get("classes").toString()).isEqualTo("{\"cup\":1,\"clock\":1,\"sofa\":0}");
        assertThat(json.get("train").get("multiLabel").asBoolean()).isTrue();
        assertThat(json.get("train").get("unlabelled").asInt()).isEqualTo(19);
        assertThat(json.get("pretrain").get("images").asInt()).isEqualTo(2);
        assertThat(json.get("pretrain").get("unlabelled").asInt()).isEqualTo(1);
        assertThat(json.has("sheet")).isFalse();
    }

    @Test
    void whatCannotBeInspectedIsNamed() throws Exception {
        Cli.run("data", "inspect", "stl10").refuses("SPEC", "'stl10'", "dataset=cifar10,path=DIR");
        Cli.run("data", "inspect", "dataset=stl11").refuses("dataset", "'stl11'", "stl10");
        Cli.run("data", "inspect", "dataset=shapes,sise=24").refuses("unknown key sise", "size");
        Cli.run("data", "inspect", "dataset=shapes", "--count", 0).refuses("--count", "0", "1 to 4096");
        Cli.run("data", "inspect", "dataset=shapes", "--out", folder).refuses("--out", folder);
        Cli.run("data", "inspect", "dataset=shapes", "--set", "seed=1").refuses("--set", "an experiment file");
        Cli.run("data", "inspect", folder.resolve("none.yaml")).refuses("none.yaml", "there is no such file");
        Cli.run("data", "inspect", "dataset=stl10,path=" + stl).refuses("train_X.bin", "trainOn: train+unlabeled");
        Cli.run("data", "inspect", Inputs.tiny(folder), "--set", "data.sise=24").refuses("unknown key data.sise");
    }

    @Test
    void anEncoderLearnsFromASubsetOfUnlabelledImagesAndIsJudgedOnAllLabelledOnes() throws Exception {
        Path run = folder.resolve("run");
        Path experiment = Inputs.tiny(folder);
        Object[] pretrain = {"pretrain", experiment, "--out", run, "--set", "data=" + stlSection(", subset: 16"),
            "--set", "training.batchSize=8"};
        assertThat(Cli.run(pretrain).done().log()).contains("24 images, of which 16 at random, seed 0");
        assertThat(run.resolve("config.yaml")).content().contains("subset: 16", "trainOn: unlabeled");
        Cli.run("evaluate", run).refuses("train_X.bin");
        Inputs.labelledStl10(stl, "train", 20);
        Inputs.labelledStl10(stl, "test", 6);
        JsonNode result = Cli.run("evaluate", run, "--protocol", "knn", "--json").done().json();
        assertThat(result.get("knn").get("top1").asDouble()).isBetween(0.0, 1.0);
        assertThat(run.resolve("report.html")).content().contains("stl10 train of " + stl + ", 20 images");
        pretrain[5] = "data=" + stlSection(", subset: 17");
        Object[] resume = Arrays.copyOf(pretrain, pretrain.length + 1);
        resume[pretrain.length] = "--resume";
        Cli.run(resume).refuses("another configuration");
    }
}
