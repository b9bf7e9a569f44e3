package org.s2r2.cli.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that docs/reliability.md says hold its promises are there. */
class PromisesTest {

    private static final Path ROOT = Path.of("..");
    /** A row of two columns: what is promised, and what holds it. */
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([^|]+) \\| ([^|]+) \\|$");
    /** {@code Test}, {@code Test.method} or, of the test named before, {@code method}. */
    private static final Pattern NAME = Pattern.compile("`(?:([A-Z]\\w+)(?:\\.(\\w+))?|([a-z]\\w+))`");

    private static Map<String, String> tests() throws IOException {
        Map<String, String> tests = new TreeMap<>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            for (Path file : files.filter(path -> path.toString().matches(".*/src/(test/java|main/java/org/s2r2/testkit)/.*\\.java")).toList()) {
                tests.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
            }
        }
        return tests;
    }

    @Test
    void theTestsThatHoldThePromisesAreThere() throws Exception {
        Map<String, String> tests = tests();
        List<MatchResult> rows = ROW.matcher(Files.readString(ROOT.resolve("docs/reliability.md"))).results()
                .filter(row -> !row.group(1).equals("what is promised") && !row.group(1).startsWith("---"))
                .toList();
        assertThat(rows).hasSizeGreaterThan(15);
        for (MatchResult row : rows) {
            List<MatchResult> names = NAME.matcher(row.group(2)).results().toList();
            assertThat(names).as(row.group(1)).isNotEmpty();
            String test = null;
            for (MatchResult name : names) {
                test = name.group(1) == null ? test : name.group(1);
                assertThat(tests).as(row.group(1)).containsKey(test);
                String method = name.group(2) == null ? name.group(3) : name.group(2);
                assertThat(method == null || tests.get(test).contains("void " + method + "("))
                        .as("%s: %s.%s", row.group(1), test, method)
                        .isTrue();
            }
        }
    }
}
