package org.s2r2.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SettingsTest {

    private enum Order {
        VIEW_MAJOR,
        IMAGE_MAJOR
    }

    private final Settings settings = Settings.of("a.yaml", Map.of(
            "seed", 5,
            "rate", 0.5,
            "order", "image-major",
            "views", Map.of("crops", List.of(Map.of("size", 32), Map.of("size", "big"))),
            "scale", List.of(0.2, 1)));

    private static void assertInvalid(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(InvalidInputException.class).hasMessage(message);
    }

    @Test
    void valuesComeWithTheirTypeAndDefaultsFillIn() {
        assertThat(settings.integer("seed", 1, 0, 10)).isEqualTo(5);
        assertThat(settings.number("rate", 1, 0, 1)).isEqualTo(0.5);
        assertThat(settings.number("seed", 1, 0, 10)).isEqualTo(5.0);
        assertThat(settings.choice("order", Order.VIEW_MAJOR)).isEqualTo(Order.IMAGE_MAJOR);
        assertThat(settings.numbers("scale", null, 2, 0, 1)).containsExactly(0.2, 1.0);
        assertThat(settings.numbers("scale", null, 0, 1)).containsExactly(0.2, 1.0);
        assertThat(settings.numbers("fractions", List.of(0.5), 0, 1)).containsExactly(0.5);
        assertThat(settings.integer("epochs", 7, 1, 10)).isEqualTo(7);
        assertThat(settings.optionalText("path")).isEmpty();
    }

    @Test
    void aWordGivesWhatItStandsForAndIsKeptAsAWord() {
        Map<String, Integer> known = Map.of("image-major", 7, "view-major", 9);
        assertThat(settings.choice("order", null, known)).isEqualTo(7);
        assertThat(settings.choice("other", "view-major", known)).isEqualTo(9);
        assertThat(settings.resolved()).containsEntry("order", "image-major").containsEntry("other", "view-major");
        assertThat(settings.optionalChoice("order", "image-major", known)).isEqualTo(7);
        assertThat(settings.resolved()).doesNotContainKey("order");
        assertThat(settings.optionalChoice("order", "view-major", known)).isEqualTo(7);
        assertThat(settings.resolved()).containsEntry("order", "image-major");
        assertInvalid(() -> settings.choice("seed", null, known),
                "a.yaml: seed: found 5, expected one of image-major, view-major");
        assertInvalid(() -> settings.choice("absent", null, known),
                "a.yaml: absent: found nothing, expected one of image-major, view-major");
    }

    @Test
    void aValueOutOfRangeNamesKeyValueAndRange() {
        assertInvalid(() -> settings.integer("seed", 1, 6, 10), "a.yaml: seed: found 5, expected a whole number from 6 to 10");
        assertInvalid(() -> settings.number("rate", 1, 0.6, 2), "a.yaml: rate: found 0.5, expected a number from 0.6 to 2");
        assertInvalid(() -> settings.integer("rate", 1, 0, 10), "a.yaml: rate: found 0.5, expected a whole number from 0 to 10");
        assertInvalid(() -> settings.flag("seed", true), "a.yaml: seed: found 5, expected true or false");
        assertInvalid(() -> settings.choice("order", null, List.of("b", "a")),
                "a.yaml: order: found 'image-major', expected one of a, b");
        assertInvalid(() -> settings.numbers("scale", null, 3, 0, 1), "a.yaml: scale: found [0.2, 1], expected 3 numbers from 0 to 1");
        assertInvalid(() -> settings.numbers("scale", null, 0.5, 1),
                "a.yaml: scale: found [0.2, 1], expected one or more numbers from 0.5 to 1");
        assertInvalid(() -> Settings.of("b", Map.of("scale", List.of())).numbers("scale", null, 0, 1),
                "b: scale: found [], expected one or more numbers from 0 to 1");
        assertInvalid(() -> settings.requiredText("path"), "a.yaml: path: found nothing, expected text");
        assertInvalid(() -> settings.section("seed"), "a.yaml: seed: found 5, expected a section of keys and values");
    }

    @Test
    void nestedKeysCarryTheirPath() {
        List<Settings> crops = settings.section("views").sections("crops");
        assertThat(crops.get(0).requiredInteger("size", 1, 64)).isEqualTo(32);
        assertInvalid(() -> crops.get(1).requiredInteger("size", 1, 64),
                "a.yaml: views.crops[1].size: found 'big', expected a whole number from 1 to 64");
    }

    @Test
    void anOptionalFlagIsAKeyOfTheConfigurationWhereItIsOnAlone() {
        assertThat(Settings.of("b", Map.of()).optionalFlag("x")).isFalse();
        Settings off = Settings.of("b", Map.of("x", false));
        assertThat(off.optionalFlag("x")).isFalse();
        off.rejectUnread();
        assertThat(off.resolved()).isEmpty();
        Settings on = Settings.of("b", Map.of("x", true));
        assertThat(on.optionalFlag("x")).isTrue();
        assertThat(on.resolved()).containsOnly(Map.entry("x", true));
        assertInvalid(() -> settings.optionalFlag("seed"), "a.yaml: seed: found 5, expected true or false");
    }

    @Test
    void notANumberIsOutOfEveryRange() {
        Settings nan = Settings.of("b", Map.of("x", Double.NaN));
        assertThatThrownBy(() -> nan.number("x", 0, -1, 1)).hasMessageContaining("found NaN");
    }

    @Test
    void misspeltKeysAreFoundAtEveryLevel() {
        Settings some = Settings.of("c.yaml", Map.of("data", Map.of("pth", "x")));
        some.section("data").optionalText("path");
        assertInvalid(some::rejectUnread, "c.yaml: unknown key data.pth; known here: path");
        Settings top = Settings.of("c.yaml", Map.of("sed", 1));
        top.integer("seed", 1, 0, 9);
        assertInvalid(top::rejectUnread, "c.yaml: unknown key sed; known here: seed");
    }

    @Test
    void keysOfASectionWhoseReaderIsAbsentCountAsRead() {
        Settings top = Settings.of("c.yaml", Map.of("data", Map.of("path", "x", "limit", 3), "sed", 1));
        Settings data = top.section("data");
        data.integer("limit", 0, 0, 9);
        data.acceptUnread();
        data.rejectUnread();
        assertThat(top.resolved()).isEqualTo(Map.of("data", Map.of("path", "x", "limit", 3L)));
        assertInvalid(top::rejectUnread, "c.yaml: unknown key sed; known here: data");
    }

    @Test
    void theResolvedConfigurationHoldsDefaultsAndNestedSections() {
        settings.integer("seed", 1, 0, 10);
        settings.integer("epochs", 7, 1, 10);
        settings.section("views").sections("crops").get(0).requiredInteger("size", 1, 64);
        assertThat(settings.resolved()).isEqualTo(Map.of(
                "seed", 5L, "epochs", 7L, "views", Map.of("crops", List.of(Map.of("size", 32L), Map.of()))));
    }

    @Test
    void listsOfWholeNumbersHaveEachOnce() {
        Settings settings = Settings.of(
                "a", Map.of("good", List.of(3, 5_000_000_000L), "twice", List.of(1, 1), "half", List.of(0.5), "one", 1));
        assertThat(settings.longIntegers("good", List.of(1L))).containsExactly(3L, 5_000_000_000L);
        assertThat(settings.longIntegers("absent", List.of(7L))).containsExactly(7L);
        for (String key : List.of("twice", "half", "one")) {
            assertThatThrownBy(() -> settings.longIntegers(key, List.of(1L)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("a: " + key + ": found ")
                    .hasMessageEndingWith("expected a list of whole numbers, each once");
        }
    }

    @Test
    void allKeysOfASectionCountAsReadInTheirOrder() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("b", 1);
        values.put("a", List.of("x"));
        Settings settings = Settings.of("a", values);
        assertThat(settings.keys()).containsExactly("b", "a");
        assertThatThrownBy(settings::rejectUnread).hasMessageContaining("unknown key b");
        assertThat(settings.all()).isEqualTo(values);
        settings.rejectUnread();
    }

    @Test
    void aPathThatIsNoneIsRefused() {
        Settings settings = Settings.of("f", Map.of("path", "a\0b", "other", "x/y"));
        assertThatThrownBy(() -> settings.requiredPath("path"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("f: path: found 'a\\u0000b', expected the name of a file or folder without control");
        assertThat(settings.optionalPath("other")).contains(Path.of("x/y"));
        assertThat(settings.optionalPath("absent")).isEmpty();
    }

    @Test
    void anUnquotedScalarIsTextAsItWasWrittenAndANumberByItsValue() {
        Settings settings = Settings.of("f", Map.of(
                "octal", new PlainScalar(8, "0010"), "flag", new PlainScalar(true, "on"),
                "sizes", List.of(new PlainScalar(31, "0x1F"), new PlainScalar(2.5, "2.50"))));
        assertThat(settings.text("octal", null)).isEqualTo("0010");
        assertThat(settings.integer("octal", 0, 0, 9)).isEqualTo(8);
        assertThat(settings.requiredPath("flag")).isEqualTo(Path.of("on"));
        assertThat(settings.choice("flag", "off", List.of("on", "off"))).isEqualTo("on");
        assertThat(settings.flag("flag", false)).isTrue();
        assertThat(settings.numbers("sizes", null, 0, 99)).containsExactly(31.0, 2.5);
        assertInvalid(() -> settings.integer("octal", 0, 0, 7), "f: octal: found 0010, expected a whole number from 0 to 7");
        assertInvalid(() -> settings.numbers("sizes", null, 0, 9),
                "f: sizes: found [0x1F, 2.50], expected one or more numbers from 0 to 9");
        assertThat(settings.all()).containsEntry("octal", 8).containsEntry("sizes", List.of(31, 2.5));
        assertThat(settings.written()).containsEntry("octal", new PlainScalar(8, "0010"));
    }

    @Test
    void aWordForNothingIsTheDefaultOfANumberAndNoText() {
        Settings settings = Settings.of("f", Map.of("home", new PlainScalar(null, "~"), "list", List.of("a")));
        assertThat(settings.has("home")).isFalse();
        assertThat(settings.integer("home", 3, 0, 9)).isEqualTo(3);
        assertThat(settings.optionalSection("home")).isEmpty();
        assertInvalid(() -> settings.optionalPath("home"),
                "f: home: found ~, expected text: in quotes where this is the text, or nothing behind the key for none");
        assertInvalid(() -> settings.text("list", null),
                "f: list: found [a], expected text: in quotes where YAML reads something else");
        settings.acceptUnread();
        assertThat(settings.resolved()).doesNotContainKey("home");
    }

    @Test
    void aPathWithATabIsRefusedWithAWordOnQuotes() {
        assertThatThrownBy(() -> Settings.of("f", Map.of("path", "C:\temp")).requiredPath("path"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("f: path: found 'C:\\u0009emp', expected the name of a file or folder without")
                .hasMessageEndingWith("and not in single quotes or without");
    }
}
