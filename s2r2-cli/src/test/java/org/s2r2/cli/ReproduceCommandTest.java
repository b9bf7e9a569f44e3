package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.s2r2.experiment.provenance.Provenance;
import org.s2r2.experiment.provenance.Session;

/** What a run records, and what becomes of it when it is made again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
class ReproduceCommandTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    static Path folder;

    private Path experiment;
    private Path trained;

    @BeforeAll
    void train() throws IOException {
        experiment = Inputs.tiny(folder);
        trained = folder.resolve("trained");
        Cli.run("pretrain", experiment, "--out", trained).done();
    }

    /** A copy of the run that was trained, to be tampered with. */
    private Path copy(String name) throws IOException {
        Path copy = folder.resolve(name);
        BackendSwapTest.copy(trained, copy);
        return copy;
    }

    private static Provenance provenance(Path run) {
        return Provenance.read(run.resolve("provenance.json"));
    }

    private static void replaceLine(Path run, int line, String from, String to) throws IOException {
        Path metrics = run.resolve("metrics.jsonl");
        List<String> lines = Files.readAllLines(metrics);
        lines.set(line - 1, lines.get(line - 1).replaceAll(from, to));
        Files.write(metrics, lines);
    }

    @Test
    void aRunRecordsWhatItWasMadeOf() throws Exception {
        Provenance provenance = provenance(trained);
        assertThat(provenance.seed()).isEqualTo(3);
        assertThat(provenance.data().description()).startsWith("shapes train, 64 images of 24 pixels");
        assertThat(JSON.readTree(RunsTest.checkpoint(trained, 2).resolve("state.json").toFile())
                        .get("configSha256").asText())
                .isEqualTo(provenance.configSha256());
        Session session = provenance.sessions().get(0);
        assertThat(provenance.sessions()).hasSize(1);
        assertThat(session.step()).isZero();
        assertThat(session.engine().backend()).isEqualTo("djl");
        assertThat(session.engine().description()).contains("PyTorch 2.");
        assertThat(session.engine().device()).isEqualTo("cpu");
        assertThat(session.engine().threads()).isEqualTo(1);
        assertThat(session.loaderThreads()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"djl", "dl4j"})
    void aRunWithOneThreadIsReproducedBitForBitWithItsEvaluation(String backend) throws Exception {
        Path run = folder.resolve("whole-" + backend);
        Cli.run("pretrain", experiment, "--backend", backend, "--out", run).done();
        JsonNode evaluated = Cli.run("evaluate", run, "--protocol", "knn", "--json").done().json();
        JsonNode json = Cli.run("reproduce", run, "--json").done().json();
        assertThat(json.fieldNames()).toIterable().containsExactly(
                "verdict", "steps", "largestLossDifference", "weights", "evaluation", "changed", "run");
        assertThat(json.get("verdict").asText()).isEqualTo("identical");
        assertThat(json.get("steps").asInt()).isEqualTo(8);
        assertThat(json.get("largestLossDifference").asDouble()).isZero();
        assertThat(json.get("weights").toString())
                .isEqualTo("{\"checkpoints\":[\"epoch-000001\",\"epoch-000002\"],\"identical\":true}");
        assertThat(json.get("evaluation").toString()).isEqualTo("{\"identical\":true}");
        assertThat(json.get("changed")).isEmpty();
        Path again = folder.resolve("whole-" + backend + "-reproduced");
        assertThat(json.get("run").asText()).isEqualTo(again.toString());
        assertThat(RunsTest.metrics(again)).isEqualTo(RunsTest.metrics(run));
        assertThat(JSON.readTree(again.resolve("evaluation.json").toFile())).isEqualTo(evaluated);
    }

    @Test
    void aLineThatWasTamperedWithIsFoundAndNamed() throws Exception {
        Path run = copy("tampered");
        replaceLine(run, 3, "\"loss\":[0-9.E-]+", "\"loss\":0.5");
        double loss = RunsTest.metrics(trained).get(2).get("loss").asDouble();
        Cli cli = Cli.run("reproduce", run, "--json");
        assertThat(cli.exit()).isEqualTo(1);
        JsonNode json = cli.json();
        assertThat(json.get("verdict").asText()).isEqualTo("different");
        assertThat(json.get("firstDifference").toString()).isEqualTo(
                "{\"line\":3,\"event\":\"step\",\"step\":3,\"key\":\"loss\",\"then\":0.5,\"now\":" + loss + "}");
        assertThat(json.get("largestLossDifference").asDouble())
                .isEqualTo(Math.abs(loss - 0.5) / Math.max(loss, 0.5));
        assertThat(json.get("weights").get("identical").asBoolean()).isTrue();
        assertThat(json.has("evaluation")).isFalse();

        Cli text = Cli.run("reproduce", run, "--out", folder.resolve("tolerant"), "--tolerance", "1").done();
        assertThat(text.out().lines().toList())
                .anyMatch(line -> line.matches("close +8 steps compared, in .*tolerant"))
                .anyMatch(line -> line.matches("first +line 3, step 3: loss was 0.5 and is " + loss));
    }

    @Test
    void anEvaluationThatDiffersIsADifference() throws Exception {
        Path run = copy("evaluated");
        Files.writeString(run.resolve("evaluation.json"), "{\"knn\":{\"top1\":2.5}}");
        Cli cli = Cli.run("reproduce", run);
        assertThat(cli.exit()).isEqualTo(1);
        assertThat(cli.out().lines().toList())
                .anyMatch(line -> line.matches("different +8 steps compared.*"))
                .anyMatch(line -> line.matches("evaluation +knn.top1 was 2.5 and is 0\\.\\d+"))
                .anyMatch(line -> line.matches("weights +epoch-000001, epoch-000002: identical"));
    }

    @Test
    void theFirstEpochsAloneAreReproducedUnderTheScheduleOfTheWholeRun() throws Exception {
        Path out = folder.resolve("one-epoch");
        JsonNode json = Cli.run("reproduce", trained, "--epochs", "1", "--out", out, "--json").done().json();
        assertThat(json.get("verdict").asText()).isEqualTo("identical");
        assertThat(json.get("steps").asInt()).isEqualTo(4);
        assertThat(json.get("weights").get("checkpoints").toString()).isEqualTo("[\"epoch-000001\"]");
        assertThat(RunsTest.metrics(out)).isEqualTo(RunsTest.metrics(trained).subList(0, 5));
        Cli.run("reproduce", trained, "--epochs", "3", "--out", folder.resolve("x"))
                .refuses("--epochs", "found 3", "1 to the 2 epochs");
        Cli.run("reproduce", trained, "--epochs", "0", "--out", folder.resolve("x")).refuses("--epochs", "found 0");
    }

    @Test
    void aRunThatWasInterruptedIsReproducedAsFarAsItCame() throws Exception {
        Path run = copy("interrupted");
        Path metrics = run.resolve("metrics.jsonl");
        List<String> lines = Files.readAllLines(metrics);
        Files.writeString(metrics, String.join("\n", lines.subList(0, 7)) + "\n" + lines.get(7).substring(0, 20));
        Path out = folder.resolve("as-far");
        JsonNode json = Cli.run("reproduce", run, "--out", out, "--json").done().json();
        assertThat(json.get("verdict").asText()).isEqualTo("identical");
        assertThat(json.get("steps").asInt()).isEqualTo(6);
        assertThat(RunsTest.metrics(out)).hasSize(7);
    }

    @Test
    void whatChangedSinceTheRunIsSaid() throws Exception {
        Path run = copy("elsewhere");
        Path file = run.resolve("provenance.json");
        Files.writeString(file, Files.readString(file)
                .replaceFirst("\"java\" : \"[^\"]*\"", "\"java\" : \"11\"")
                .replaceFirst("\"revision\" : \"[^\"]*\"", "\"revision\" : \"" + "12".repeat(20) + "\""));
        JsonNode json = Cli.run("reproduce", run, "--epochs", "1", "--json").done().json();
        assertThat(json.get("verdict").asText()).isEqualTo("identical");
        assertThat(json.get("changed")).extracting(change -> change.get("what").asText())
                .containsExactly("code", "java");
        assertThat(json.get("changed").get(1).get("then").asText()).isEqualTo("11");
        assertThat(json.get("changed").get(1).get("now").asText()).isEqualTo(Runtime.version().toString());
    }

    @Test
    void otherImagesAreRefusedByReproduceAndResume() throws Exception {
        Path images = folder.resolve("photos");
        Inputs.jpegs(images, 20, 2);
        Path run = folder.resolve("of-photos");
        Object[] pretrain = {"pretrain", experiment, "--out", run, "--set",
            "data={dataset: folder, path: '" + images + "'}", "--set", "training.epochs=1"};
        Cli.run(pretrain).done();
        String print = provenance(run).data().sha256();
        Inputs.jpegs(images, 20, 3);
        Path out = folder.resolve("of-other-photos");
        Cli.run("reproduce", run, "--out", out)
                .refuses(run.resolve("provenance.json"), print, "fingerprint", "own configuration and images");
        assertThat(out).doesNotExist();
        Object[] resume = Stream.concat(Stream.of(pretrain), Stream.of("--resume")).toArray();
        Cli.run(resume).refuses(run.resolve("provenance.json"), print, "resume with the same images");
        assertThat(provenance(run).sessions()).hasSize(1);

        Inputs.jpegs(images, 20, 2);
        Cli.run(resume).done();
        assertThat(provenance(run).sessions()).extracting(Session::step).containsExactly(0L, 1L);
    }

    @Test
    void aConfigurationThatWasChangedSinceIsRefused() throws Exception {
        Path run = copy("edited");
        Path config = run.resolve("config.yaml");
        Files.writeString(config, Files.readString(config).replace("momentum: 0.9", "momentum: 0.8"));
        Cli.run("reproduce", run).refuses(run.resolve("provenance.json"), "configuration");
        assertThat(folder.resolve("edited-reproduced")).doesNotExist();
    }

    @Test
    void aRunWithoutProvenanceIsResumedAndNotReproduced() throws Exception {
        Path run = copy("older");
        Files.delete(run.resolve("provenance.json"));
        Cli.run("reproduce", run).refuses(run.resolve("provenance.json"), "older programs");
        Cli.run("pretrain", experiment, "--out", run, "--resume").done();
        assertThat(provenance(run).sessions()).extracting(Session::step).containsExactly(8L);
    }

    @Test
    void whatCannotBeReproducedIsSaidBeforeAnythingIsTrained() throws Exception {
        Path there = Files.createDirectory(folder.resolve("there"));
        Cli.run("reproduce", trained, "--out", there).refuses(there, "is there already", "--out");
        Cli.run("reproduce", there).refuses(there, "config.yaml");
        Cli.run("reproduce", trained, "--tolerance", "-1").refuses("--tolerance", "found -1.0");
        Path empty = copy("no-steps");
        Files.delete(empty.resolve("metrics.jsonl"));
        Cli.run("reproduce", empty).refuses(empty.resolve("metrics.jsonl"), "no step");
        Path damaged = copy("damaged");
        replaceLine(damaged, 2, "^.", "");
        Cli.run("reproduce", damaged).refuses(damaged.resolve("metrics.jsonl"), "expected a JSON object");
        Path odd = copy("odd");
        Files.writeString(odd.resolve("evaluation.json"), "{\"accuracy\": 1}");
        Cli.run("reproduce", odd).refuses("accuracy");
    }

    @Test
    void aSignalStopsAReproductionAsItStopsATraining() throws Exception {
        Path run = folder.resolve("long");
        Cli.run("pretrain", experiment, "--out", run, "--set",
                        "training={epochs: 40, batchSize: 4, keepCheckpoints: 1}")
                .done();
        Path out = folder.resolve("long-reproduced");
        Launched launched = Launched.start(folder, "", "reproduce", run);
        launched.awaitLines(out.resolve("metrics.jsonl"), 20);
        launched.process().destroy();
        assertThat(launched.exit()).as(launched.said()).isEqualTo(143);
        assertThat(launched.said()).contains("stopped by SIGTERM after step ").contains("nothing was compared");
    }
}
