package org.s2r2.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;

class ExperimentFileTest {

    private static final String TEXT = """
            seed: 1
            views:
              crops:
                - {count: 2, size: 32}
                - {count: 4, size: 16}
            """;

    @Test
    void overridesReachIntoSectionsAndLists() {
        Settings settings = ExperimentFile.parse(
                "a.yaml", TEXT, List.of("seed=7", "views.crops.1.size=24", "data.path=/some/where", "data.limit=10"));
        assertThat(settings.integer("seed", 0, 0, 9)).isEqualTo(7);
        assertThat(settings.section("views").sections("crops").get(1).requiredInteger("size", 1, 99)).isEqualTo(24);
        Settings data = settings.section("data");
        assertThat(data.requiredText("path")).isEqualTo("/some/where");
        assertThat(data.integer("limit", 0, 0, 99)).isEqualTo(10);
    }

    @Test
    void anOverrideMayBeAWholeSection() {
        Settings settings = ExperimentFile.parse("a.yaml", TEXT, List.of("views.crops=[{count: 3, size: 8}]"));
        assertThat(settings.section("views").sections("crops")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "seed | --set: found 'seed', expected key=value",
        "=3 | --set: found '=3', expected key=value",
        "seed.deep=3 | --set seed.deep=3: there is no place for deep in the value 1",
        "...=3 | --set ...=3: found the key '...', expected at most 32 names with dots between them",
        "views..size=3 | --set views..size=3: found the key 'views..size', expected at most 32 names with dots between them",
        "views.crops.2.size=3 | --set views.crops.2.size=3: there is no place for 2 in a list of 2",
        "views.crops.first=3 | --set views.crops.first=3: there is no place for first in a list of 2",
    })
    void anOverrideWithoutAPlaceIsRefused(String override, String message) {
        assertThatThrownBy(() -> ExperimentFile.parse("a.yaml", TEXT, List.of(override)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(message);
    }

    @Test
    void whatIsNotYamlIsRefusedWithItsLine() {
        assertThatThrownBy(() -> ExperimentFile.parse("a.yaml", "seed: 1\nviews: [1, 2\nx: }", List.of()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("a.yaml: not YAML at line 3");
        assertThatThrownBy(() -> ExperimentFile.parse("a.yaml", "", List.of()))
                .hasMessage("a.yaml: found no keys, expected an experiment file in YAML");
        assertThatThrownBy(() -> ExperimentFile.parse("a.yaml", "seed: 1\nseed: 2", List.of()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("seed");
        assertThatThrownBy(() -> ExperimentFile.read(Path.of("nowhere.yaml"), List.of()))
                .hasMessage("nowhere.yaml: there is no such file, expected an experiment file in YAML");
    }

    @Test
    void writtenConfigurationsReadBackAndTheHashIgnoresTheBackend() {
        Map<String, Object> config = Map.of("seed", 3L, "name", "12", "scale", List.of(0.2, 1.0));
        Settings back = ExperimentFile.parse("b.yaml", ExperimentFile.write(config), List.of());
        assertThat(back.integer("seed", 0, 0, 9)).isEqualTo(3);
        assertThat(back.numbers("scale", null, 2, 0, 1)).containsExactly(0.2, 1.0);
        assertThat(back.text("name", null)).isEqualTo("12");

        Map<String, Object> elsewhere = Map.of("seed", 3L, "backend", Map.of("name", "other"));
        assertThat(ExperimentFile.hash(elsewhere)).isEqualTo(ExperimentFile.hash(Map.of("seed", 3L)));
        assertThat(ExperimentFile.hash(elsewhere)).isNotEqualTo(ExperimentFile.hash(Map.of("seed", 4L)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "a: [1, 2]\\nb: *x | found the alias *x at line 2, expected plain keys and values",
        "b: 1\\na: &x y | found an anchor, which begins with &, at line 2, expected plain keys and values",
        "a: *jpg | found the alias *jpg at line 1",
        "&k a: 1 | found an anchor, which begins with &, at line 1",
        "a: &x {b: 1} | found an anchor, which begins with &, at line 1",
        "a: !!java.net.URL [http://x] | found the tag tag:yaml.org,2002:java.net.URL at line 1",
        "a: !local 3 | found the tag",
        "a: 1\\n---\\nb: 2 | not YAML",
    })
    void aliasesTagsAndFurtherDocumentsAreRefused(String text, String message) {
        assertThatThrownBy(() -> ExperimentFile.parse("a.yaml", text.replace("\\n", "\n"), List.of()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("a.yaml: ")
                .hasMessageContaining(message);
    }

    @Test
    void aKeyOfManyNamesIsRefused() {
        assertThatThrownBy(() -> ExperimentFile.parse("a.yaml", TEXT, List.of("a.".repeat(20_000) + "b=1")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("expected at most 32 names");
    }
}
