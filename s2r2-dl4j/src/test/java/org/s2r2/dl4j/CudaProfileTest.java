package org.s2r2.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.build.Maven;
import org.s2r2.build.ProjectCopy;

/**
 * The profile {@code cuda} compiles and its dependencies resolve, from their descriptions alone: the libraries of 600 MB
 * are not downloaded. Runs Maven on a copy of the project.
 */
@Tag("slow")
class CudaProfileTest {

    @TempDir
    Path copy;

    @Test
    void theCudaProfileTakesThePlaceOfTheCpuBuildAndCompiles() throws IOException, InterruptedException {
        ProjectCopy.make(copy);
        List<String> cuda = nativeBuilds("-Pcuda", "compile");
        assertThat(cuda).containsExactlyInAnyOrder(
                "org.nd4j:nd4j-cuda-11.6:jar:1.0.0-M2.1:runtime",
                "org.nd4j:nd4j-cuda-11.6:jar:linux-x86_64-cudnn:1.0.0-M2.1:runtime");
        assertThat(copy.resolve("s2r2-dl4j/target/classes/org/s2r2/dl4j/Dl4jBackend.class")).exists();
        List<String> cpu = nativeBuilds();
        assertThat(cpu).hasSize(2).allMatch(artifact -> artifact.startsWith("org.nd4j:nd4j-native:jar:"));
        assertThat(cpu).anyMatch(artifact -> artifact.contains("onednn"));
    }

    /** ND4J's native builds among the dependencies. */
    private List<String> nativeBuilds(String... arguments) throws IOException, InterruptedException {
        String[] tree = Stream.concat(
                        Stream.of("-pl", "s2r2-dl4j", "-am"),
                        Stream.concat(Stream.of(arguments), Stream.of("dependency:tree")))
                .toArray(String[]::new);
        return Maven.run(copy, Maven.repository(), tree).stream()
                .map(line -> line.replaceFirst("^.*?(?=org\\.nd4j:)", ""))
                .filter(line -> line.matches("org\\.nd4j:nd4j-(native|cuda-11\\.6):.*"))
                .toList();
    }
}
