package org.s2r2.cli.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.s2r2.data.Split;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.Experiment;
import org.s2r2.experiment.ExperimentFile;
import org.s2r2.settings.Settings;

/** The page of losses has every objective, with its keys and the defaults that the code has. */
class LossesPageTest {

    private static final Path ROOT = Path.of("..");
    private static final String SUM = "sum";
    private static final String TERM = "{name: sum, terms: [{name: nt-xent}]}";
    private static final Pattern ROW = Pattern.compile("\n\\| `([^`]+)` \\| ([^|]+) \\|");
    private static final Pattern EXAMPLE = Pattern.compile("```yaml\nobjective: (.*)\n```");

    private static final Components COMPONENTS = Components.discover();

    static Set<String> objectives() {
        return new TreeSet<>(COMPONENTS.objectives().keySet());
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void theDefaultsOfAnObjectiveAreTheCodes(String name) throws Exception {
        Settings section = ExperimentFile.parse("test", name.equals(SUM) ? TERM : "{}", List.of());
        Map<String, Object> config = COMPONENTS.objectives().get(name).create(section).settings();
        Map<String, String> defaults = new TreeMap<>();
        config.forEach((key, value) -> defaults.put(key, text(value)));
        if (name.equals(SUM)) {
            Map<?, ?> term = (Map<?, ?>) ((List<?>) config.get("terms")).get(0);
            defaults.put("terms", "required");
            defaults.put("terms[].weight", text(term.get("weight")));
        }
        assertThat(keys(name)).isEqualTo(defaults);
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void theExampleOfAnObjectiveCanBeRead(String name) throws Exception {
        Matcher example = EXAMPLE.matcher(section(name));
        assertThat(example.find()).isTrue();
        assertThat(objective(example.group(1))).containsEntry("name", name);
    }

    @Test
    void everySectionOfAnObjectiveIsOfOneThatThereIs() throws Exception {
        Set<String> sections = Pattern.compile("\n## ([a-z][a-z0-9-]*)\n").matcher(page()).results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(sections).isEqualTo(objectives());
    }

    private static Map<String, Object> objective(String section) throws IOException {
        Experiment experiment = Experiment.read(
                ExperimentFile.parse("test", Files.readString(ROOT.resolve("examples/experiments/quickstart.yaml")),
                        List.of("objective=" + section, "teacher={momentum: 0, end: 0}")),
                COMPONENTS);
        experiment.open(Split.TRAIN).close();
        Map<String, Object> config = new LinkedHashMap<>();
        ((Map<?, ?>) experiment.config().get("objective")).forEach((key, value) -> config.put((String) key, value));
        return config;
    }

    /** Numbers as people write them, whether whole ones are held as doubles or not. */
    private static String text(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(LossesPageTest::text).collect(Collectors.joining(", ", "[", "]"));
        }
        return value instanceof Double number && number == Math.rint(number)
                ? String.valueOf(number.longValue())
                : String.valueOf(value);
    }

    private static Map<String, String> keys(String name) throws IOException {
        Stream<MatchResult> rows = ROW.matcher(section(name)).results();
        return rows.collect(Collectors.toMap(
                row -> row.group(1), row -> row.group(2).replace("`", ""), (a, b) -> a + " and " + b, TreeMap::new));
    }

    private static String section(String name) throws IOException {
        String[] parts = page().split("\n## " + name + "\n");
        assertThat(parts).as("sections of " + name).hasSize(2);
        return parts[1].split("\n## ")[0];
    }

    private static String page() throws IOException {
        return Files.readString(ROOT.resolve("docs/losses.md"));
    }
}
