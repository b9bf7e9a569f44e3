package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.experiment.RunFolder;

/** What counts where a command line says something twice, and text that YAML has other ideas about. */
class OverridesTest {

    @TempDir
    Path folder;

    private JsonNode inspected(Path experiment, Object... more) throws IOException {
        List<Object> args = new ArrayList<>(List.of("data", "inspect", experiment, "--json"));
        args.addAll(List.of(more));
        return Cli.run(args.toArray()).done().json().get("pretrain");
    }

    @Test
    void ofOneKeyTheLastValueCountsAndAKeyCountsMoreThanItsSection() throws Exception {
        Path experiment = Inputs.tiny(folder);
        assertThat(inspected(experiment, "--set", "data.images=30", "--set", "data.images=20").get("images").asInt())
                .isEqualTo(20);
        String section = "data={dataset: shapes, images: 40, size: 16}";
        for (String[] order : new String[][] {{section, "data.images=22"}, {"data.images=22", section}}) {
            JsonNode found = inspected(experiment, "--set", order[0], "--set", order[1]);
            assertThat(found.get("images").asInt()).isEqualTo(22);
            assertThat(found.get("width").get("max").asInt()).isEqualTo(16);
        }
    }

    @Test
    void anOptionAndTheKeyThatItStandsForAreRefusedTogether() throws Exception {
        Path experiment = Inputs.tiny(folder);
        Path comparison = Files.writeString(
                folder.resolve("comparison.yaml"), "name: c\nbase: experiment.yaml\nrows: {a: {seed: 1}}\n");
        String[] both = {"--backend", "dl4j", "--set", "backend.name=djl"};
        Object[][] commands = {
            {"pretrain", experiment}, {"evaluate", experiment}, {"compare", comparison}, {"quickstart"},
            {"data", "inspect", experiment}, {"bench", "step", experiment}, {"bench", "loader", experiment},
            {"bench", "embed", experiment}, {"embed", experiment, "--data", "test", "--out", folder.resolve("x.npy")}};
        for (Object[] command : commands) {
            List<Object> args = new ArrayList<>(List.of(command));
            args.addAll(List.of(both));
            Cli.run(args.toArray()).refuses("--backend and --set backend.name: found both, expected one of the two");
        }
        // A section says more than the engine's name, and the option says that better.
        Cli.run("data", "inspect", experiment, "--backend", "dl4j", "--set", "backend={name: nowhere, threads: 1}").done();
    }

    @Test
    void dataOfAnOptionAreNotReplacedBehindItsBack() throws Exception {
        Path experiment = Inputs.tiny(folder);
        Path images = folder.resolve("images");
        Inputs.jpegs(images, 6, 1);
        Path out = folder.resolve("x.npy");
        for (String key : List.of("data.path=/elsewhere", "data.dataset=shapes", "data={dataset: shapes}")) {
            Cli.run("embed", experiment, "--data", images, "--out", out, "--set", key)
                    .refuses("--data and --set " + key.split("=")[0] + ": found both");
            Cli.run("quickstart", "--data", images, "--out", folder.resolve("run"), "--set", key)
                    .refuses("--data and --set " + key.split("=")[0] + ": found both");
        }
        Cli.run("embed", experiment, "--data", "{dataset: shapes, images: 12}", "--out", out, "--set", "data.images=9")
                .refuses("--data and --set data.images: found both");
        Cli.run("embed", experiment, "--data", "{dataset: shapes, images: 12 #", "--out", out)
                .refuses("--data: not YAML", "single quotes");
        Cli.run("embed", experiment, "--data", " ", "--out", out).refuses("--data: found nothing");
        assertThat(Cli.run("embed", experiment, "--data", "{dataset: shapes}", "--out", out, "--set", "data.images=13",
                "--json").done().json().get("rows").asInt()).isEqualTo(13);
        assertThat(Cli.run("embed", experiment, "--data", "train", "--out", out, "--set", "data.images=11", "--json")
                .done().json().get("rows").asInt()).isEqualTo(11);
    }

    @Test
    void foldersWithNamesThatYamlReadsAsSomethingElseAreFound() throws Exception {
        for (String name : List.of("0010", "2023_01_05", "on", "set #1", "a,b", "1e3")) {
            Path images = folder.resolve(name);
            Inputs.jpegs(images, 5, 2);
            JsonNode found = Cli.run("data", "inspect", "dataset=folder,path=" + images, "--json").done().json();
            assertThat(found.get("pretrain").get("images").asInt()).as(name).isEqualTo(5);
            Path experiment = Inputs.tiny(folder);
            assertThat(inspected(experiment, "--set", "data={dataset: folder}", "--set", "data.path=" + images)
                    .get("description").asText()).contains(images.toString());
        }
        Cli.run("data", "inspect", "path,dataset=folder").refuses("SPEC: found 'path', expected key=value");
    }

    @Test
    void theNameOfARunIsKeptInItsConfigurationAsItWasWritten() throws Exception {
        Path experiment = Inputs.experiment(folder, Inputs.TINY.replace("name: tiny", "name: 0010")
                .replace("epochs: 2", "epochs: 1"));
        Path run = folder.resolve("run");
        Cli.run("pretrain", experiment, "--out", run).done();
        assertThat(run.resolve("config.yaml")).content().startsWith("name: \"0010\"\n");
        assertThat(new RunFolder(run).config(List.of()).requiredText("name")).isEqualTo("0010");
        Cli.run("pretrain", experiment, "--out", run, "--resume").done();
        Cli.run("pretrain", run.resolve("config.yaml"), "--out", run, "--resume").done();
    }
}
