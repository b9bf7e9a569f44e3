package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

/** Whole comparisons on drawings of 24 pixels. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
class CompareTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String COMPARISON = """
            name: two
            base: experiment.yaml
            set: {evaluation: {onlineEvery: 1, onlineTestImages: 50}, training.keepCheckpoints: 3}
            seeds: [1, 2]
            rows:
              ranking: {objective: {name: smooth-ap, temperature: 0.05}}
              contrast: {objective: {name: nt-xent, temperature: 0.2}, optimizer.learningRate: 0.03}
            quick: {seeds: [7], set: {training.epochs: 1}}
            tuning: {note: not tuned at all}
            """;

    @TempDir
    static Path folder;

    private Path out;
    private Cli first;

    @BeforeAll
    void compare() throws IOException {
        Inputs.tiny(folder);
        out = folder.resolve("out");
        first = Cli.run("compare", comparison("two", COMPARISON), "--out", out, "--json").done();
    }

    private static Path comparison(String name, String yaml) throws IOException {
        return Files.writeString(folder.resolve(name + ".yaml"), yaml);
    }

    private Cli again(Object... more) throws IOException {
        List<Object> args = new ArrayList<>(List.of("compare", folder.resolve("two.yaml"), "--out", out));
        args.addAll(List.of(more));
        return Cli.run(args.toArray());
    }

    private Path run(String row, int seed) {
        return out.resolve("default").resolve(row).resolve("seed-" + seed);
    }

    private JsonNode evaluation(String row, int seed) throws IOException {
        return JSON.readTree(run(row, seed).resolve("evaluation.json").toFile());
    }

    /** When each file of all runs was last written. */
    private List<FileTime> times(String file) throws IOException {
        List<FileTime> times = new ArrayList<>();
        for (String row : new String[] {"ranking", "contrast"}) {
            for (int seed : new int[] {1, 2}) {
                times.add(Files.getLastModifiedTime(run(row, seed).resolve(file)));
            }
        }
        return times;
    }

    @Test
    void theTableHasTheNumbersOfTheSingleRuns() throws Exception {
        JsonNode rows = first.json().get("rows");
        assertThat(rows).extracting(row -> row.get("row").textValue()).containsExactly("ranking", "contrast");
        for (String[] metric : new String[][] {{"knn", "top1"}, {"linear", "top1"}, {"retrieval", "map"}}) {
            double[] differences = new double[2];
            for (JsonNode row : rows) {
                double a = evaluation(row.get("row").textValue(), 1).get(metric[0]).get(metric[1]).doubleValue();
                double b = evaluation(row.get("row").textValue(), 2).get(metric[0]).get(metric[1]).doubleValue();
                JsonNode found = row.get("metrics").get(metric[0] + "." + metric[1]);
                assertThat(found.get("seeds").intValue()).isEqualTo(2);
                assertThat(found.get("mean").doubleValue()).isCloseTo((a + b) / 2, within(1e-12));
                assertThat(found.get("deviation").doubleValue())
                        .isCloseTo(Math.abs(a - b) / Math.sqrt(2), within(1e-12));
                differences[0] = a - differences[0];
                differences[1] = b - differences[1];
            }
            assertThat(rows.get(0).get("metrics").get(metric[0] + "." + metric[1]).has("difference")).isFalse();
            JsonNode difference = rows.get(1).get("metrics").get(metric[0] + "." + metric[1]).get("difference");
            double mean = (differences[0] + differences[1]) / 2;
            // Of two pairs the standard error is half their distance, and t of one degree of freedom 12.7062.
            double margin = 12.7062 * Math.abs(differences[0] - differences[1]) / 2;
            assertThat(difference.get("mean").doubleValue()).isCloseTo(mean, within(1e-12));
            assertThat(difference.get("low").doubleValue()).isCloseTo(mean - margin, within(1e-5));
            assertThat(difference.get("high").doubleValue()).isCloseTo(mean + margin, within(1e-5));
        }
        // 2 epochs of 64 images with 2 views each.
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.get("views").longValue()).isEqualTo(256);
            assertThat(row.get("seconds").doubleValue()).isPositive();
        });
    }

    @Test
    void runsAreOrdinaryRunFolders() throws Exception {
        Cli.run("embed", run("contrast", 2), "--data", "test", "--out", folder.resolve("embedded.npy")).done();
        assertThat(Files.readString(run("contrast", 2).resolve("config.yaml")))
                .contains("nt-xent", "learningRate: 0.03", "seed: 2", "two default contrast");
        assertThat(run("ranking", 1).resolve("report.html")).isNotEmptyFile();
    }

    @Test
    void aSecondCallDoesNothingNewAndPrintsTheSame() throws Exception {
        List<FileTime> metrics = times("metrics.jsonl");
        List<FileTime> evaluations = times("evaluation.json");
        Cli second = again("--json").done();
        assertThat(second.out()).isEqualTo(first.out());
        assertThat(second.log()).contains("ranking/seed-1: done before");
        assertThat(times("metrics.jsonl")).isEqualTo(metrics);
        assertThat(times("evaluation.json")).isEqualTo(evaluations);
    }

    @Test
    void anEvaluationThatIsGoneOrOfOtherThingsIsMadeAgainAndNoOther() throws Exception {
        List<FileTime> evaluations = times("evaluation.json");
        Files.delete(run("contrast", 1).resolve("evaluation.json"));
        Cli.run("evaluate", run("contrast", 2), "--protocol", "knn", "--no-baselines").done();
        assertThat(again("--json").done().out()).isEqualTo(first.out());
        List<FileTime> now = times("evaluation.json");
        assertThat(now.subList(0, 2)).isEqualTo(evaluations.subList(0, 2));
        assertThat(evaluation("contrast", 2).has("linear")).isTrue();
    }

    @Test
    void aRunThatWasStoppedGoesOnFromItsCheckpointOrFromTheStart() throws Exception {
        List<JsonNode> metrics = RunsTest.metrics(run("ranking", 2));
        JsonNode before = evaluation("ranking", 2);
        Path last = Files.move(RunsTest.checkpoint(run("ranking", 2), 2), folder.resolve("last-checkpoint"));
        Files.delete(run("ranking", 2).resolve("comparison.json"));
        assertThat(again().done().log()).contains("ranking/seed-2: going on");
        RunsTest.requireSameArrays(RunsTest.checkpoint(run("ranking", 2), 2), last);
        assertThat(RunsTest.metrics(run("ranking", 2))).isEqualTo(metrics);

        try (Stream<Path> files = Files.walk(run("ranking", 2).resolve("checkpoints"))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        Files.delete(run("ranking", 2).resolve("comparison.json"));
        assertThat(again().done().log()).contains("ranking/seed-2: beginning");
        assertThat(RunsTest.metrics(run("ranking", 2))).isEqualTo(metrics);
        assertThat(evaluation("ranking", 2)).isEqualTo(before);
    }

    @Test
    void aFolderOfAnotherConfigurationIsRefusedWithTheDifference() throws Exception {
        again("--set", "training.batchSize=8", "--set", "data.size=20").refuses(run("ranking", 1),
                "data.size: found 24, expected 20", "training.batchSize: found 16, expected 8");
    }

    @Test
    void resultsAndReportHaveEveryRun() throws Exception {
        List<String> lines = Files.readAllLines(out.resolve("results.csv"));
        assertThat(lines).hasSize(5);
        List<String> heading = List.of(lines.get(0).split(",", -1));
        assertThat(heading).startsWith("dataset", "row", "seed", "knn.top1").endsWith("seconds", "views", "failure");
        for (String line : lines.subList(1, 5)) {
            String[] cells = line.split(",", -1);
            assertThat(cells).hasSameSizeAs(heading);
            assertThat(Double.parseDouble(cells[3])).isEqualTo(
                    evaluation(cells[1], Integer.parseInt(cells[2])).get("knn").get("top1").doubleValue());
        }
        String html = Files.readString(out.resolve("report.html"));
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(
                new StringReader(html.replaceFirst("<!DOCTYPE html>", ""))));
        assertThat(html).contains("<th scope=\"row\">ranking</th>", "<th scope=\"row\">contrast</th>",
                "kNN accuracy against epochs", "kNN accuracy against training seconds", "not tuned at all",
                "Nearest neighbours: ranking", "Nearest neighbours: contrast",
                "default/contrast/seed-2", "name: nt-xent");
        assertThat(html).doesNotContain("http:", "https:");
        // Two charts, each with a mean and two seeds for both rows.
        assertThat(html).contains("<h2>Differences from the first row</h2>", "kNN: points from ranking",
                "linear probe: points from ranking", "class=\"interval\"");
        assertThat(html.split("polyline class=\"smooth\"", -1)).hasSize(5);
        assertThat(html.split("polyline class=\"raw\"", -1)).hasSize(9);
    }

    @Test
    void quickTakesItsOwnSeedsAndValues() throws Exception {
        Path quick = folder.resolve("quick");
        Cli cli = Cli.run("compare", folder.resolve("two.yaml"), "--out", quick, "--quick", "--set",
                "evaluation.onlineEvery=0").done();
        assertThat(cli.out().lines().toList()).hasSize(6).element(1).asString()
                .matches("row +seeds +kNN +from ranking +linear probe +from ranking +retrieval mAP +from ranking"
                        + " +1% of labels +from ranking +10% of labels +from ranking +seconds +views/s +views");
        assertThat(quick.resolve("default/contrast/seed-7/checkpoints/epoch-000001")).exists();
        assertThat(quick.resolve("default/contrast/seed-1")).doesNotExist();
        assertThat(quick.resolve("report.html")).content().doesNotContain("kNN accuracy against");
    }

    @Test
    void aRunThatDivergesIsRecordedAndTheOthersGoOn() throws Exception {
        Path file = comparison("diverging", COMPARISON
                // Each step multiplies the weights by 1 - 1000, past the largest float within an epoch or two.
                .replace("optimizer.learningRate: 0.03", "optimizer: {name: sgd, learningRate: 1000, weightDecay: 1}")
                .replace("[1, 2]", "[1]"));
        Path diverged = folder.resolve("diverged");
        Object[] args = {"compare", file, "--out", diverged, "--json", "--set", "training.epochs=6", "--set",
            "evaluation.onlineEvery=0"};
        Cli cli = Cli.run(args);
        assertThat(cli.exit()).isEqualTo(1);
        JsonNode rows = cli.json().get("rows");
        assertThat(rows.get(0).get("metrics").has("knn.top1")).isTrue();
        assertThat(rows.get(1).get("metrics")).isEmpty();
        assertThat(rows.get(1).get("failed").get(0).get("message").textValue()).contains("the loss is");
        assertThat(diverged.resolve("results.csv")).content().contains("the loss is");
        assertThat(diverged.resolve("report.html")).content().contains("default/contrast/seed-1 failed");
        assertThat(Cli.run(args).out()).isEqualTo(cli.out());
    }

    @Test
    void everyMistakeInTheFileShowsBeforeTheFirstRun() throws Exception {
        Path none = folder.resolve("none");
        String[][] mistakes = {
            {"seeds: [1, 2]", "seedz: [1, 2]", "unknown key seedz"},
            {"seeds: [1, 2]", "seeds: [1, 1]", "seeds: found [1, 1], expected a list of whole numbers, each once"},
            {"quick: {seeds: [7],", "quick: {epochs: 3,", "unknown key quick.epochs"},
            {"temperature: 0.2", "temperature: hot", "default/contrast", "objective.temperature: found 'hot'"},
            {"optimizer.learningRate", "optimizer.learnRate", "default/contrast", "unknown key optimizer.learnRate"},
            {"name: nt-xent", "name: nt-xenon", "objective.name", "nt-xenon"},
            {"optimizer.learningRate: 0.03", "data.perSceen: 2", "unknown key data.perSceen"},
            {"optimizer.learningRate: 0.03", "views.crops.1.count: 4", "rows.contrast: views.crops.1.count: there"},
            {"optimizer.learningRate: 0.03", "views.crops.0.count: 4", "rows.contrast", "2 epochs x 64 images x 4 views"
                    + " = 512", "2 epochs x 64 images x 2 views = 256", "equal: nothing"},
            {"seeds: [1, 2]", "seeds: [1, 2]\nequal: pixels\nequalViews: true", "equalViews: found true, expected this key or equal"},
            {"seeds: [1, 2]", "seeds: [1, 2]\nequal: seconds", "seconds: found nothing"},
            {"optimizer.learningRate: 0.03", "training.batchSize: 65", "65", "64"},
            {"optimizer.learningRate: 0.03", "seed: 3", "rows.contrast: seed", "under the comparison's key seeds"},
            {"  contrast:", "  ../contrast:", "rows.../contrast", "a name of letters"},
            {"base: experiment.yaml", "base: nowhere.yaml", "base: found 'nowhere.yaml'"},
            {"base: experiment.yaml", "equalViews: true", "base: found nothing"},
        };
        for (String[] mistake : mistakes) {
            Path file = comparison("mistake", COMPARISON.replace(mistake[0], mistake[1]));
            Object[] words = new Object[mistake.length - 1];
            words[0] = file;
            System.arraycopy(mistake, 2, words, 1, words.length - 1);
            // The batch size is checked by the loader, which does not know the file.
            words[0] = mistake[1].contains("batchSize") ? "batchSize" : words[0];
            Cli.run("compare", file, "--out", none).refuses(words);
        }
        Cli.run("compare", comparison("slow", COMPARISON.replaceAll("quick:.*", "")), "--quick", "--out", none)
                .refuses("quick: found nothing");
        again("--set", "seed=3").refuses("--set seed=3", "under the comparison's key seeds");
        assertThat(none).doesNotExist();
    }
}
