package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.experiment.RunFolder;

/** What is judged on the images that it was trained on, with labels that have nothing to do with the pictures. */
class SameImagesTest {

    private static final String WARNING = "the test images are the training images: each is left out of its own neighbours";

    @TempDir
    Path folder;

    private Path images;
    private Path experiment;

    @BeforeEach
    void write() throws Exception {
        images = folder.resolve("images");
        Inputs.jpegs(images.resolve("cat"), 20, 1);
        Inputs.jpegs(images.resolve("dog"), 20, 2);
        experiment = Inputs.experiment(folder, Inputs.TINY.replace("{dataset: shapes, images: 64, size: 24}",
                "{dataset: folder, path: '" + images + "'}") + "evaluation: {onlineEvery: 1, knn: {k: 1}}\n");
    }

    private Path run(String... more) {
        Path run = folder.resolve("run");
        Object[] options = {"pretrain", experiment, "--out", run, "--set", "training.epochs=1"};
        Object[] all = IntStream.range(0, options.length + more.length)
                .mapToObj(i -> i < options.length ? options[i] : more[i - options.length])
                .toArray();
        Cli.run(all).done();
        return run;
    }

    @Test
    void noImageIsItsOwnNeighbourAndTheLogTheFileAndTheReportSaySo() throws Exception {
        Path run = run();
        Cli told = Cli.run("evaluate", run, "--json").done();
        assertThat(told.log()).containsOnlyOnce(WARNING).contains("linear probes are of images that they were fitted on");
        JsonNode file = JsonMapper.builder().build().readTree(run.resolve("evaluation.json").toFile());
        assertThat(told.json()).isEqualTo(file);
        assertThat(file.get("leaveOneOut").booleanValue()).isTrue();
        for (String knn : List.of("/knn/top1", "/baselines/untrained/knn/top1", "/baselines/pixels/knn/top1",
                "/retrieval/recallAt1")) {
            assertThat(file.at(knn).doubleValue()).as(knn).isLessThan(0.9);
        }
        assertThat(run.resolve("report.html")).content(StandardCharsets.UTF_8)
                .contains("the training images, each left out of its own neighbours");
        double online = new RunFolder(run).metrics("online").get(0).get("knn").doubleValue();
        assertThat(online).isEqualTo(file.at("/knn/top1").doubleValue());
        JsonNode again = Cli.run("reproduce", run, "--json").done().json();
        assertThat(again.at("/evaluation/identical").booleanValue()).isTrue();
    }

    /** The random choice of test images is among that of training images. */
    @Test
    void aPartOfTheImagesIsNotItsOwnNeighbourWhileTheEncoderLearns() throws Exception {
        Path run = run("--set", "evaluation.onlineTrainImages=30", "--set", "evaluation.onlineTestImages=20");
        assertThat(new RunFolder(run).metrics("online").get(0).get("knn").doubleValue()).isLessThan(0.9);
    }

    @Test
    void otherImagesAreJudgedAsBeforeUnlessTheyAreSaidToBeTheSame() throws Exception {
        Path others = folder.resolve("others");
        for (String name : List.of("cat", "dog")) {
            Inputs.jpegs(others.resolve(name), 20, name.equals("cat") ? 1 : 2);
        }
        Path changed = others.resolve("dog").resolve("19.jpg");
        Files.copy(others.resolve("dog").resolve("18.jpg"), changed, StandardCopyOption.REPLACE_EXISTING);
        String test = "data.testPath=" + others;
        Cli plain = Cli.run("evaluate", experiment, "--set", test, "--protocol", "knn", "--json").done();
        assertThat(plain.log()).doesNotContain("left out");
        assertThat(plain.json().has("leaveOneOut")).isFalse();
        assertThat(plain.json().at("/baselines/pixels/knn/top1").doubleValue()).isEqualTo(1);
        Cli told = Cli.run("evaluate", experiment, "--set", test, "--protocol", "knn", "--leave-one-out", "--json").done();
        assertThat(told.json().get("leaveOneOut").booleanValue()).isTrue();
        assertThat(told.json().at("/baselines/pixels/knn/top1").doubleValue()).isLessThan(0.9);
        Files.delete(changed);
        Cli.run("evaluate", experiment, "--set", test, "--leave-one-out")
                .refuses("--leave-one-out", others + ", 39 images", images + ", 40 images");
    }
}
