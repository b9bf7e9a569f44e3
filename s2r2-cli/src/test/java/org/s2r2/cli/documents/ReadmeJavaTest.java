package org.s2r2.cli.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's program in Java is short, compiles as it stands, and runs. */
@Tag("slow")
class ReadmeJavaTest {

    @TempDir
    Path folder;

    private static String program() throws Exception {
        Matcher block = Pattern.compile("```java\n(import .*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("..", "README.md")));
        assertThat(block.find()).as("a whole program in the README").isTrue();
        return block.group(1);
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
        assertThat(JavaProgram.compiled(source, folder).run()).containsPattern("kNN top-1: 0\\.\\d+");
        assertThat(folder.resolve("backbone.safetensors")).isNotEmptyFile();
        assertThat(folder.resolve("runs/from-java/config.yaml")).isNotEmptyFile();
    }
}
