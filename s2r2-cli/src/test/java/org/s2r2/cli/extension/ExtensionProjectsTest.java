package org.s2r2.cli.extension;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.build.LinkedRepository;
import org.s2r2.build.Maven;
import org.s2r2.build.ProjectCopy;
import org.s2r2.checkpoint.Safetensors;
import org.s2r2.data.Split;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.Experiment;
import org.s2r2.experiment.ExperimentFile;
import org.s2r2.experiment.RunFolder;
import org.s2r2.experiment.compare.Comparison;

/** The projects in {@code examples}, built and run as somebody does who has nothing but S2R2's source. */
@Tag("slow")
class ExtensionProjectsTest {

    private static final Path EXAMPLES = ProjectCopy.PROJECT.resolve("examples");
    private static final List<String> PARTS = List.of(
            "objective", "backbone", "augmentation", "dataset", "protocol", "optimizer", "schedule", "listener",
            "backend");
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MINUTES = 3;

    @TempDir
    Path folder;

    @Test
    void partsOfEveryKindAreBuiltOnTheInstalledArtifactsAndWorkTogetherInOneRun() throws Exception {
        Path s2r2 = Files.createDirectory(folder.resolve("s2r2"));
        ProjectCopy.make(s2r2);
        Path examples = copyOfTheProjects();
        try (LinkedRepository repository = LinkedRepository.in(Files.createDirectory(folder.resolve("repository")))) {
            maven(s2r2, repository,
                    "-Dmaven.test.skip=true", "-pl", "s2r2-bom,s2r2-testkit,s2r2-djl", "-am", "install");
            maven(examples, repository, "package");
        }
        for (String part : PARTS) {
            requireTested(examples, part);
        }
        requireReadable(examples);

        Path launcher = withBuild(s2r2);
        String jars = PARTS.stream().map(ExtensionProjectsTest::jar).collect(Collectors.joining(":"));
        run(launcher, examples, jars, "pretrain", "extensions.yaml");
        Path run = examples.resolve("runs/extensions");
        requireTheWorkOfAllParts(run);
        run(launcher, examples, jars, "evaluate", run.toString(), "--json");
        JsonNode evaluation = JSON.readTree(output().toFile());
        assertThat(evaluation.at("/centroid/top1").isNumber()).as("%s", evaluation).isTrue();
        assertThat(evaluation.at("/centroid/top1").doubleValue()).isBetween(0.0, 1.0);
    }

    private Path copyOfTheProjects() throws IOException {
        Path examples = Files.createDirectory(folder.resolve("examples"));
        ProjectCopy.tree(EXAMPLES, "pom.xml", examples);
        ProjectCopy.tree(EXAMPLES, "extensions.yaml", examples);
        for (String part : PARTS) {
            Path from = EXAMPLES.resolve("own-" + part);
            Path to = Files.createDirectory(examples.resolve("own-" + part));
            ProjectCopy.tree(from, "pom.xml", to);
            ProjectCopy.tree(from, "src", to);
            ProjectCopy.tree(from, "own-" + part + ".yaml", to);
        }
        ProjectCopy.tree(EXAMPLES, "own-objective/compare.yaml", examples);
        return examples;
    }

    private static String jar(String part) {
        return "own-" + part + "/target/own-" + part + "-1.0.jar";
    }

    /** The contract alone has more than three tests for every kind of part. */
    private static void requireTested(Path examples, String part) throws IOException {
        List<Path> reports;
        try (Stream<Path> files = Files.list(examples.resolve("own-" + part + "/target/surefire-reports"))) {
            reports = files.filter(file -> file.toString().endsWith(".xml")).toList();
        }
        assertThat(reports).as(part).singleElement().satisfies(report -> {
            String text = Files.readString(report);
            assertThat(text).contains("errors=\"0\"", "failures=\"0\"").doesNotContain("<failure", "<error");
            assertThat(text.split("<testcase", -1)).as("tests of %s", part).hasSizeGreaterThan(4);
        });
    }

    /** The experiments of the projects have no key that nobody knows. */
    private static void requireReadable(Path examples) throws IOException {
        List<URL> jars = new ArrayList<>();
        for (String part : PARTS) {
            jars.add(examples.resolve(jar(part)).toUri().toURL());
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader = new URLClassLoader(jars.toArray(URL[]::new), before)) {
            thread.setContextClassLoader(loader);
            Components components = Components.discover();
            for (String part : PARTS) {
                Path file = examples.resolve("own-" + part + "/own-" + part + ".yaml");
                Experiment experiment = Experiment.read(ExperimentFile.read(file, List.of()), components);
                experiment.open(Split.TRAIN).close();
                assertThat(experiment.config()).containsEntry("name", "own-" + part);
            }
            Comparison comparison =
                    Comparison.read(examples.resolve("own-objective/compare.yaml"), false, name -> Optional.empty());
            for (String row : comparison.rows().keySet()) {
                comparison.experiment("default", row, 1, List.of(), components).rejectUnknownBesideData();
            }
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static void requireTheWorkOfAllParts(Path run) throws IOException {
        assertThat(run.resolve("config.yaml")).content().contains(
                "name: polite", "dataset: stripes", "name: cutout", "backbone: plain-cnn",
                "name: decoupled-contrastive", "name: lion", "name: step-decay", "name: loss-file", "name: centroid");
        JsonNode provenance = JSON.readTree(run.resolve("provenance.json").toFile());
        assertThat(provenance.at("/data/description").asText()).startsWith("stripes train, 32 images");
        assertThat(provenance.at("/sessions/0/engine/backend").asText()).isEqualTo("polite");
        assertThat(provenance.at("/sessions/0/engine/description").asText())
                .endsWith("1 threads (polite: 2 threads asked for)");

        RunFolder files = new RunFolder(run);
        assertThat(files.metrics("step")).extracting(step -> step.path("learningRate").doubleValue())
                .containsExactly(0.001, 0.001, 0.001, 0.001, 0.0005, 0.0005, 0.0005, 0.0005);
        assertThat(Files.readAllLines(run.resolve("loss.txt"))).hasSize(2).isEqualTo(
                files.metrics("epoch").stream().map(epoch -> epoch.path("loss").asText()).toList());
        Path checkpoint = run.resolve("checkpoints/epoch-000002");
        assertThat(Safetensors.read(checkpoint.resolve("weights.safetensors"))).containsKey("stage2.conv.weight");
        assertThat(Safetensors.read(checkpoint.resolve("optimiser.safetensors")))
                .containsKey("stage2.conv.weight.momentum");
    }

    private void run(Path launcher, Path where, String classPath, String... arguments) throws Exception {
        int exit = launch(launcher, where, classPath, arguments);
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
                .redirectOutput(output().toFile())
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

    private Path output() {
        return folder.resolve("stdout.txt");
    }

    private Path said() {
        return folder.resolve("stderr.txt");
    }

    @Test
    void theLauncherRefusesAClassPathThatIsNotThere() throws Exception {
        Path launcher = ProjectCopy.PROJECT.resolve("s2r2-cli/src/dist/bin/s2r2");
        assertThat(launch(launcher, folder, folder + ":own loss/*:target", "loss")).isEqualTo(2);
        assertThat(said()).content().isEqualTo("error: S2R2_CLASSPATH: found 'own loss/*', which is not there, expected"
                + " jars and folders with colons between them\n");
    }
}
