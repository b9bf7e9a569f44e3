package org.s2r2.cli.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's program in Java is short, compiles as it stands, and runs. */
@Tag("slow")
class ReadmeJavaTest {

    private static final int MINUTES = 3;

    @TempDir
    Path folder;

    private static String program() throws Exception {
        Matcher block = Pattern.compile("```java\n(import .*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("..", "README.md")));
        assertThat(block.find()).as("a whole program in the README").isTrue();
        return block.group(1);
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    @Test
    void theProgramHasFewLinesAndFewImports() throws Exception {
        List<String> lines = program().lines().map(String::strip).toList();
        assertThat(lines).filteredOn(line -> line.startsWith("import org.s2r2.")).hasSizeBetween(1, 10);
        List<String> body = lines.subList(
                lines.indexOf("public static void main(String[] args) {") + 1, lines.lastIndexOf("}") - 1);
        assertThat(body).filteredOn(line -> !line.isEmpty()).hasSizeBetween(1, 15);
    }

    /** Shortened, as it would take a minute otherwise. */
    @Test
    void theProgramCompilesAndRuns() throws Exception {
        String program = program();
        String shortened = program.replace(".epochs(6)", ".epochs(1)").replace("shapes(2000)", "shapes(256)");
        assertThat(shortened).isNotEqualTo(program);
        Path source = Files.writeString(folder.resolve("QuickStart.java"), shortened);
        StringWriter said = new StringWriter();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(said, files, null,
                            List.of("-d", folder.toString(), "-cp", classPath(), "-Xlint:all,-path,-processing"), null,
                            files.getJavaFileObjects(source))
                    .call();
            assertThat(compiled).as(said.toString()).isTrue();
        }
        assertThat(said.toString()).isEmpty();
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                        folder + File.pathSeparator + classPath(), "QuickStart")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
        if (!ended) {
            process.destroyForcibly();
        }
        assertThat(ended).as("ended within %d minutes: %s", MINUTES, Files.readString(output)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        assertThat(output).content().containsPattern("kNN top-1: 0\\.\\d+");
        assertThat(folder.resolve("backbone.safetensors")).isNotEmptyFile();
        assertThat(folder.resolve("runs/from-java/config.yaml")).isNotEmptyFile();
    }
}
