package org.s2r2.cli.ownloss;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.build.LinkedRepository;
import org.s2r2.build.Maven;
import org.s2r2.build.ProjectCopy;

/** The project in {@code examples/own-loss}, built and run as somebody does who has nothing but S2R2's source. */
class OwnLossTest {

    private static final Path OWN_LOSS = Path.of("../examples/own-loss").toAbsolutePath();
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MINUTES = 3;

    @TempDir
    Path folder;

    @Test
    void aLossOfAProjectOutsideIsBuiltOnTheInstalledArtifactsAndTrained() throws Exception {
        Path s2r2 = Files.createDirectory(folder.resolve("s2r2"));
        ProjectCopy.make(s2r2);
        Path project = Files.createDirectory(folder.resolve("own-loss"));
        for (String name : List.of("pom.xml", "own-loss.yaml", "compare.yaml", "src")) {
            ProjectCopy.tree(OWN_LOSS, name, project);
        }
        try (LinkedRepository repository = LinkedRepository.in(Files.createDirectory(folder.resolve("repository")))) {
            maven(s2r2, repository, "-DskipTests", "-pl", "s2r2-testkit", "-am", "install");
            maven(project, repository, "package");
        }
        assertThat(project.resolve("target/surefire-reports/TEST-com.example.loss.DecoupledContrastiveTest.xml"))
                .content()
                .contains("equalsTheDefinitionWrittenAsLoops", "theGradientIsThatOfFiniteDifferences");

        Path launcher = withBuild(s2r2);
        run(launcher, project, "pretrain", "own-loss.yaml",
                "--set", "data.images=1000", "--set", "training.epochs=3", "--set", "training.batchSize=32");
        Path run = project.resolve("runs/own-loss");
        assertThat(run.resolve("config.yaml")).content().contains("name: decoupled-contrastive", "temperature: 0.2");
        List<Double> losses = losses(run);
        assertThat(losses).hasSize(3);
        assertThat(losses.get(2)).isLessThan(losses.get(0) - 0.1);

        run(launcher, project, "compare", "compare.yaml", "--set", "data.images=64", "--set", "training.epochs=1",
                "--set", "training.batchSize=8", "--set", "encoder.width=4");
        assertThat(project.resolve("runs/compare/results.csv")).content().contains("smooth-ap", "decoupled-contrastive");
    }

    private void run(Path launcher, Path project, String... arguments) throws Exception {
        int exit = launch(launcher, project, "target/own-loss-1.0.jar", arguments);
        assertThat(exit).as("%s", Files.readString(said())).isZero();
    }

    private static void maven(Path where, LinkedRepository repository, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments));
        if (Maven.offline()) {
            all.add("--offline");
        }
        Maven.run(where, repository.path(), all.toArray(String[]::new));
    }

    /** Gives a copy of the project what the launcher runs: that which the build has, up to date. */
    private static Path withBuild(Path s2r2) throws IOException {
        Path launcher = s2r2.resolve("s2r2");
        Files.copy(ProjectCopy.PROJECT.resolve("s2r2"), launcher);
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Files.createDirectories(s2r2.resolve("examples/experiments"));
        Files.writeString(Files.createDirectories(s2r2.resolve("s2r2-cli/target")).resolve("libraries"), classPath);
        return launcher;
    }

    private int launch(Path launcher, Path where, String classPath, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("sh", launcher.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(where.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(said().toFile());
        builder.environment().remove("S2R2_MAVEN_ARGS");
        builder.environment().put("S2R2_CLASSPATH", classPath);
        Process process = builder.start();
        boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
        if (!ended) {
            process.destroyForcibly();
        }
        assertThat(ended).as("ended within %d minutes: %s", MINUTES, Files.readString(said())).isTrue();
        return process.exitValue();
    }

    private Path said() {
        return folder.resolve("stderr.txt");
    }

    /** The mean loss of each epoch. */
    private static List<Double> losses(Path run) throws IOException {
        List<Double> losses = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
            JsonNode event = JSON.readTree(line);
            if (event.path("event").asText().equals("epoch")) {
                losses.add(event.path("loss").doubleValue());
            }
        }
        return losses;
    }

    @Test
    void theLauncherRefusesAClassPathThatIsNotThere() throws Exception {
        Path launcher = ProjectCopy.PROJECT.resolve("s2r2-cli/src/dist/bin/s2r2");
        assertThat(launch(launcher, folder, folder + ":own loss/*:target", "loss")).isEqualTo(2);
        assertThat(said()).content().isEqualTo("error: S2R2_CLASSPATH: found 'own loss/*', which is not there, expected"
                + " jars and folders with colons between them\n");
    }
}
