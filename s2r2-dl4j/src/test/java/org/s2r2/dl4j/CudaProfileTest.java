package org.s2r2.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The profile {@code cuda} compiles and its dependencies resolve, from their descriptions alone: the libraries of 600 MB
 * are not downloaded. Runs Maven on a copy of the project.
 */
class CudaProfileTest {

    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path copy;

    @Test
    void theCudaProfileTakesThePlaceOfTheCpuBuildAndCompiles() throws IOException, InterruptedException {
        copyProject();
        List<String> cuda = nativeBuilds(maven("-Pcuda", "compile"));
        assertThat(cuda).containsExactlyInAnyOrder(
                "org.nd4j:nd4j-cuda-11.6:jar:1.0.0-M2.1:runtime",
                "org.nd4j:nd4j-cuda-11.6:jar:linux-x86_64-cudnn:1.0.0-M2.1:runtime");
        assertThat(copy.resolve("s2r2-dl4j/target/classes/org/s2r2/dl4j/Dl4jBackend.class")).exists();
        List<String> cpu = nativeBuilds(maven());
        assertThat(cpu).hasSize(2).allMatch(artifact -> artifact.startsWith("org.nd4j:nd4j-native:jar:"));
        assertThat(cpu).anyMatch(artifact -> artifact.contains("onednn"));
    }

    /** ND4J's native builds among the dependencies. */
    private static List<String> nativeBuilds(List<String> output) {
        return output.stream()
                .map(line -> line.replaceFirst("^.*?(?=org\\.nd4j:)", ""))
                .filter(line -> line.matches("org\\.nd4j:nd4j-(native|cuda-11\\.6):.*"))
                .toList();
    }

    private List<String> maven(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("maven.home"), "bin", "mvn").toString(),
                "-B", "-ntp", "-Dstyle.color=never", "-pl", "s2r2-dl4j", "-am",
                "-Dmaven.repo.local=" + System.getProperty("maven.repo.local")));
        command.addAll(List.of(arguments));
        command.add("dependency:tree");
        Path log = copy.resolve("maven.log");
        Process process = new ProcessBuilder(command)
                .directory(copy.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("%s ends", command).isTrue();
        List<String> output = Files.readAllLines(log);
        assertThat(process.exitValue()).as(String.join("\n", output)).isZero();
        return output;
    }

    /** The descriptions of all modules, and the sources of this one and of what it needs. */
    private void copyProject() throws IOException {
        try (var files = Files.list(PROJECT)) {
            files.filter(module -> Files.exists(module.resolve("pom.xml"))).forEach(this::copyModule);
        }
        Files.copy(PROJECT.resolve("pom.xml"), copy.resolve("pom.xml"));
    }

    private void copyModule(Path module) {
        Path target = copy.resolve(module.getFileName());
        try {
            Files.createDirectories(target);
            Files.copy(module.resolve("pom.xml"), target.resolve("pom.xml"));
            Path sources = module.resolve("src/main/java");
            if (target.endsWith("s2r2-api") || target.endsWith("s2r2-dl4j")) {
                Files.walkFileTree(sources, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                        Path to = target.resolve(module.relativize(file));
                        Files.createDirectories(to.getParent());
                        Files.copy(file, to);
                        return FileVisitResult.CONTINUE;
                    }
                });
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
