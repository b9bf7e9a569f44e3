package org.s2r2.cli.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.Split;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.Experiment;
import org.s2r2.experiment.ExperimentFile;
import org.s2r2.experiment.compare.Comparison;

/** What the documents quote and list is what the code has. */
class DocumentsTest {

    private static final Path ROOT = Path.of("..");
    private static final Path EXAMPLES = ROOT.resolve("examples");

    private static String document(String name) throws IOException {
        return Files.readString(ROOT.resolve(name));
    }

    private static List<String> blocks(String name, String language) throws IOException {
        Pattern block = Pattern.compile("( *)```" + language + "\n(.*?)```", Pattern.DOTALL);
        Matcher matcher = block.matcher(document(name));
        List<String> blocks = new ArrayList<>();
        while (matcher.find()) {
            blocks.add(matcher.group(2));
        }
        assertThat(blocks).isNotEmpty();
        return blocks;
    }

    private static String withoutIndentation(String code) {
        return code.lines().map(String::strip).collect(Collectors.joining("\n"));
    }

    /** The documents with Java in them, and every page about a new part, which has to have some. */
    static List<String> documentsThatQuoteJava() throws IOException {
        List<String> names = new ArrayList<>(List.of("README.md"));
        try (Stream<Path> pages = Files.list(ROOT.resolve("docs"))) {
            pages.map(page -> "docs/" + page.getFileName())
                    .filter(name -> name.endsWith(".md"))
                    .sorted()
                    .forEach(names::add);
        }
        List<String> quoting = new ArrayList<>();
        for (String name : names) {
            if (name.startsWith("docs/new-") || document(name).contains("```java\n")) {
                quoting.add(name);
            }
        }
        return quoting;
    }

    private static String sources() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(ROOT)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                all.append(withoutIndentation(Files.readString(file))).append('\n');
            }
        }
        return all.toString();
    }

    /** The README's whole program, which begins with its imports, is compiled by {@link ReadmeJavaTest}. */
    @ParameterizedTest
    @MethodSource("documentsThatQuoteJava")
    void theDocumentsQuoteJavaThatTheBuildCompiles(String name) throws Exception {
        String sources = sources();
        assertThat(blocks(name, "java"))
                .filteredOn(block -> !(name.equals("README.md") && block.startsWith("import ")))
                .isNotEmpty()
                .allSatisfy(block -> assertThat(sources.contains(withoutIndentation(block))).as(block).isTrue());
    }

    @Test
    void theQuickStartForJavaHas30Lines() throws Exception {
        assertThat(blocks("README.md", "java"))
                .filteredOn(block -> block.contains("class QuickStart"))
                .singleElement()
                .satisfies(block ->
                        assertThat(block.lines().filter(line -> !line.isBlank())).hasSizeLessThanOrEqualTo(30));
    }

    /** The kinds of parts that have a project, such as {@code backbone} for {@code examples/own-backbone}. */
    static List<String> parts() throws IOException {
        try (Stream<Path> entries = Files.list(EXAMPLES)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.startsWith("own-"))
                    .map(name -> name.substring("own-".length()))
                    .sorted()
                    .toList();
        }
    }

    /** The files that a document has from first to last line, each under its name. */
    private static Map<String, String> wholeFiles(String name) throws IOException {
        Matcher files =
                Pattern.compile("\n`([^`\n]+)`\n\n```[a-z]+\n(.*?)```", Pattern.DOTALL).matcher(document(name));
        Map<String, String> found = new TreeMap<>();
        while (files.find()) {
            found.put(files.group(1), files.group(2));
        }
        return found;
    }

    @ParameterizedTest
    @MethodSource("parts")
    void thePageOfAPartHasFilesOfItsProjectAsTheyAre(String part) throws Exception {
        Map<String, String> files = wholeFiles("docs/new-" + part + ".md");
        assertThat(files).containsKey("own-" + part + ".yaml");
        assertThat(files.keySet()).anyMatch(name -> name.startsWith("src/main/java/com/example/" + part + "/"));
        files.forEach((name, content) ->
                assertThat(EXAMPLES.resolve("own-" + part).resolve(name)).content().as(name).isEqualTo(content));
    }

    @Test
    void thePageOfAllPartsListsEachAndHasTheExperimentOfAll() throws Exception {
        assertThat(parts()).hasSize(9);
        for (String part : parts()) {
            assertThat(document("docs/extending.md")).contains("(new-" + part + ".md)");
        }
        assertThat(wholeFiles("docs/extending.md"))
                .containsEntry("extensions.yaml", Files.readString(EXAMPLES.resolve("extensions.yaml")));
    }

    @Test
    void theProjectOfTheNewObjectiveIsInTheDocumentFileForFile() throws Exception {
        Path project = EXAMPLES.resolve("own-objective");
        List<Path> made = List.of(project.resolve("target"), project.resolve("runs"));
        Map<String, String> expected = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(project)) {
            for (Path file : paths.filter(Files::isRegularFile)
                    .filter(file -> made.stream().noneMatch(file::startsWith))
                    .toList()) {
                expected.put(project.relativize(file).toString(), Files.readString(file));
            }
        }
        assertThat(wholeFiles("docs/new-objective.md")).isEqualTo(expected);
    }

    @Test
    void theReadmesExperimentCanBeRead(@TempDir Path images) throws Exception {
        Files.write(images.resolve("one.jpg"), new byte[1]);
        for (String yaml : blocks("README.md", "yaml")) {
            Experiment experiment = Experiment.read(
                    ExperimentFile.parse("README.md", yaml, List.of("data.path='" + images + "'")),
                    Components.discover());
            try (ImageDataset dataset = experiment.open(Split.TRAIN)) {
                assertThat(dataset.size()).isEqualTo(1);
            }
            assertThat(experiment.config()).containsEntry("name", "mine");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "optimizer={name: sgd}", "optimizer={name: adamw}", "optimizer={name: lars}", "objective={name: nt-xent}",
        "objective={name: swav}", "objective={name: fast-ap}", "objective={name: listwise-ap}",
        "objective={name: blackbox-ap}", "objective={name: sup-ap}", "objective={name: recall-at-k}",
        "objective={name: multi-similarity}", "objective={name: smooth-ndcg}",
        "objective={name: sum, terms: [{name: nt-xent}]}"
    })
    void everyKeyOfAnExperimentIsInTheDocuments(String section) throws Exception {
        Experiment experiment = Experiment.read(
                ExperimentFile.parse("test", document("examples/experiments/quickstart.yaml"),
                        List.of(section)),
                Components.discover());
        experiment.open(Split.TRAIN).close();
        List<String> keys = new ArrayList<>();
        collect(experiment.config(), keys);
        assertThat(keys).contains("optimizer", "sigma", "outputNorm");
        String text = document("docs/configuration.md");
        assertThat(keys).allSatisfy(key ->
                assertThat(Pattern.compile("`[^`]*\\b" + key + "[`.\\[]").matcher(text).find()).as(key).isTrue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "quick."})
    void everyKeyOfAComparisonIsInTheDocuments(String section, @TempDir Path folder) throws Exception {
        String unknown = section.isEmpty() ? "unknown: 1" : "quick: {unknown: 1}";
        Path file = Files.writeString(folder.resolve("c.yaml"), "name: c\nbase: b\nrows: {r: {}}\n" + unknown);
        Throwable refusal = catchThrowable(() -> Comparison.read(file, false, name -> Optional.of("seed: 1")));
        assertThat(refusal).hasMessageContaining("unknown key " + section + "unknown; known here: ");
        String[] keys = refusal.getMessage().split("known here: ")[1].split(", ");
        assertThat(keys).contains(section.isEmpty() ? "rows" : "set");
        String text = document("docs/configuration.md");
        assertThat(keys).allSatisfy(key ->
                assertThat(Pattern.compile("\n\\| `" + section + key + "[`.]").matcher(text).find()).as(key).isTrue());
    }

    private static void collect(Object value, List<String> keys) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, below) -> {
                keys.add(String.valueOf(key));
                collect(below, keys);
            });
        } else if (value instanceof List<?> list) {
            list.forEach(entry -> collect(entry, keys));
        }
    }
}
