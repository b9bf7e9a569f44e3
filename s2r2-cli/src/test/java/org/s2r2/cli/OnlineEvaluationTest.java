package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.experiment.RunFolder;

/** The encoder judged while it learns. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OnlineEvaluationTest {

    private static final String[] ONLINE = {
        "--set", "training.epochs=3", "--set", "training.keepCheckpoints=3", "--set",
        "evaluation={onlineEvery: 2, onlineTestImages: 100}"
    };

    @TempDir
    static Path folder;

    private Path experiment;
    private Path run;

    @BeforeAll
    void train() throws IOException {
        experiment = Inputs.tiny(folder);
        run = folder.resolve("online");
        pretrain(run, ONLINE).done();
    }

    private Cli pretrain(Path out, String... options) {
        Object[] args = new Object[4 + options.length];
        System.arraycopy(new Object[] {"pretrain", experiment, "--out", out}, 0, args, 0, 4);
        System.arraycopy(options, 0, args, 4, options.length);
        return Cli.run(args);
    }

    @Test
    void thereIsALineAfterEveryFewEpochsAndAfterTheLast() throws Exception {
        List<JsonNode> online = new RunFolder(run).metrics("online");
        assertThat(online).extracting(line -> line.get("epoch").intValue()).containsExactly(2, 3);
        assertThat(online).extracting(line -> line.get("step").intValue()).containsExactly(8, 12);
        List<JsonNode> epochs = new RunFolder(run).metrics("epoch");
        double seconds = 0;
        for (JsonNode epoch : epochs) {
            seconds += epoch.get("seconds").doubleValue();
            int number = epoch.get("epoch").intValue();
            for (JsonNode line : online) {
                if (line.get("epoch").intValue() == number) {
                    assertThat(line.get("seconds").doubleValue()).isCloseTo(seconds, within(1e-9));
                }
            }
        }
    }

    @Test
    void theTrainingIsTheSameBitForBitWithAndWithout() throws Exception {
        Path without = folder.resolve("without");
        pretrain(without, ONLINE[0], ONLINE[1], ONLINE[2], ONLINE[3]).done();
        RunsTest.requireSameArrays(RunsTest.checkpoint(run, 3), RunsTest.checkpoint(without, 3));
        List<JsonNode> lines = RunsTest.metrics(run);
        lines.removeIf(line -> line.get("event").textValue().equals("online"));
        assertThat(lines).isEqualTo(RunsTest.metrics(without));
    }

    @Test
    void aRunThatWasStoppedGoesOnToTheSameLines() throws Exception {
        List<JsonNode> whole = RunsTest.metrics(run);
        Path last = Files.move(RunsTest.checkpoint(run, 3), folder.resolve("last-checkpoint"));
        String[] resume = new String[ONLINE.length + 1];
        System.arraycopy(ONLINE, 0, resume, 0, ONLINE.length);
        resume[ONLINE.length] = "--resume";
        pretrain(run, resume).done();
        assertThat(RunsTest.metrics(run)).isEqualTo(whole);
        RunsTest.requireSameArrays(RunsTest.checkpoint(run, 3), last);
        thereIsALineAfterEveryFewEpochsAndAfterTheLast();
    }

    @Test
    void theLastAccuracyIsThatOfTheProtocolAndTheReportHasACurve() throws Exception {
        Path all = folder.resolve("all-images");
        pretrain(all, "--set", "evaluation.onlineEvery=1").done();
        JsonNode evaluated = Cli.run("evaluate", all, "--protocol", "knn", "--no-baselines", "--json").done().json();
        List<JsonNode> online = new RunFolder(all).metrics("online");
        assertThat(online).hasSize(2);
        assertThat(online.get(1).get("knn")).isEqualTo(evaluated.get("knn").get("top1"));
        assertThat(all.resolve("report.html")).content().contains("kNN accuracy while training");
    }

    @Test
    void imagesWithoutLabelsAreRefusedBeforeTheRun() throws Exception {
        Path images = folder.resolve("unlabelled");
        Inputs.jpegs(images, 20, 1);
        Path out = folder.resolve("none");
        pretrain(out, "--set", "data={dataset: folder, path: '" + images + "'}", "--set", "evaluation.onlineEvery=1")
                .refuses("evaluation.onlineEvery", "no labels", images);
        assertThat(out).doesNotExist();
    }
}
