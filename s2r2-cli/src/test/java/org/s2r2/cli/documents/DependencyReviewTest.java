package org.s2r2.cli.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/security.md looked at is what is on the class path: each library, in its version. */
class DependencyReviewTest {

    /** The table's rows: names in backticks, and the version that they share. */
    private static final Pattern ROW = Pattern.compile("\\| ((?:`[^`]+`(?:, )?)+) \\| ([^ |]+) \\| [^|]+ \\| [^|]+ \\|");
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");
    /** A jar in Maven's repository: .../ARTIFACT/VERSION/ARTIFACT-VERSION[-CLASSIFIER].jar. */
    private static final Pattern JAR = Pattern.compile(".*/([^/]+)/([^/]+)/\\1-\\2[^/]*\\.jar");
    /** What tests alone need, by its folder in the repository. */
    private static final Pattern OF_TESTS =
            Pattern.compile(".*/(org/junit|org/opentest4j|org/apiguardian|org/assertj|net/bytebuddy|com/tngtech"
                    + "|com/microsoft/onnxruntime|ai/djl/onnxruntime)/.*");

    private static Set<String> reviewed() throws IOException {
        Matcher rows = ROW.matcher(Files.readString(Path.of("..", "docs", "security.md")));
        return rows.results()
                .flatMap(row -> NAME.matcher(row.group(1)).results().map(name -> name.group(1) + " " + row.group(2)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> used() {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.of(classPath.split(File.pathSeparator))
                .map(entry -> entry.replace(File.separatorChar, '/'))
                .filter(entry -> !OF_TESTS.matcher(entry).matches() && !entry.contains("/org/s2r2/"))
                .map(JAR::matcher)
                .filter(Matcher::matches)
                .map(jar -> jar.group(1) + " " + jar.group(2))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyLibraryAtRunTimeWasReviewedInItsVersion() throws Exception {
        List<MatchResult> rows = ROW.matcher("| `a`, `b` | 1.0 | JSON | no |").results().toList();
        assertThat(rows).singleElement().satisfies(row -> assertThat(row.group(2)).isEqualTo("1.0"));
        assertThat(used()).hasSizeGreaterThan(40).isEqualTo(reviewed());
    }
}
