package org.s2r2.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;

/** A key for text gets what stood in the file or behind {@code --set}, or a sentence that says how to write it. */
class TextInYamlTest {

    private static String inFile(String value) {
        return ExperimentFile.parse("a.yaml", "seed: 1\nname: " + value + "\n", List.of()).requiredText("name");
    }

    private static String behindSet(String value) {
        return ExperimentFile.parse("a.yaml", "seed: 1", List.of("name=" + value)).requiredText("name");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "0010", "007", "0042", "2024_02_29", "1e3", "6.02E23", "0x1F", "0b101", "1_000", "1.50", "+7", "-0", "1.", ".5",
        "yes", "No", "on", "OFF", "true", "False", "y", "2023-01-05", "2023-01-05T10:00:00Z", "12:30:45", "08", ".inf",
        "-.Inf", ".nan", "1e999", "123456789012345678901234567890", "C:\\data\\new", "\\\\server\\share", "a#b", "a:b",
        "a, b", "a]b", "it's", "a \"b\"", "=", "<<", "größe", "写真", "-a", "?b", ":c"})
    void textIsWhatWasWritten(String text) {
        assertThat(inFile(text)).isEqualTo(text);
        assertThat(behindSet(text)).isEqualTo(text);
        assertThat(ExperimentFile.parse("a.yaml", "a: {b: x}", List.of("a={b: '" + text.replace("'", "''") + "'}"))
                .section("a").requiredText("b")).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"set #1", "#1", "run\t# 2", "0010 # 3", "yes #", "@home", "`x`", "%TEMP%", "--- a", ">"})
    void behindSetATextWithoutQuotesIsTakenWhole(String text) {
        assertThat(behindSet(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
        "a: b: c | mapping values are not allowed here; text with signs of YAML goes between single quotes",
        "\"C:\\data\" | found unknown escape character d(100); text with signs of YAML goes between single quotes",
        "*.jpg | while scanning an alias, unexpected character found .(46); text with signs of YAML goes between",
        "*all | found the alias *all at line",
        "&one two | found an anchor, which begins with &, at line",
        "!one | found the tag",
        "null | name: found null, expected text: in quotes where this is the text, or nothing behind the key for none",
        "~ | name: found ~, expected text",
        "[a, b] | name: found [a, b], expected text: in quotes where YAML reads something else",
    })
    void whatYamlReadsOtherwiseIsRefusedWithAdvice(String value, String message) {
        assertThatThrownBy(() -> inFile(value)).isInstanceOf(InvalidInputException.class).hasMessageContaining(message);
        assertThatThrownBy(() -> behindSet(value)).isInstanceOf(InvalidInputException.class).hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'a' #b", "\"a\" # b", "[a, b] # c", "{a: b} #c", "a: b #c", "- a #b", "{a: [1, '#']} #",
        "'\uD83D\uDE00\uD83D\uDE00' #x"})
    void aCommentBehindAQuotedTextOrASectionIsRefusedOnACommandLine(String value) {
        assertThatThrownBy(() -> behindSet(value))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("found a comment behind the value; text with a # goes between single quotes");
    }

    @Test
    void aNumberSignWithinQuotesIsNoComment() {
        assertThat(behindSet("'a #b'")).isEqualTo("a #b");
        assertThat(behindSet("'\uD83D\uDE00\uD83D\uDE00#'")).isEqualTo("\uD83D\uDE00\uD83D\uDE00#");
        assertThat(ExperimentFile.parse("a", "b: 1", List.of("data={path: 'x #1', 'k #': [1]}")).section("data")
                .requiredText("path")).isEqualTo("x #1");
    }

    @Test
    void numbersAndFlagsKeepTheirMeaning() {
        Settings settings = ExperimentFile.parse("a", "a: 0x1F\nb: 1_000\nc: on\nd: 1e-3\ne: ~\nf:\n", List.of("g=0010"));
        assertThat(settings.integer("a", 0, 0, 99)).isEqualTo(31);
        assertThat(settings.integer("b", 0, 0, 9999)).isEqualTo(1000);
        assertThat(settings.flag("c", false)).isTrue();
        assertThat(settings.number("d", 1, 0, 1)).isEqualTo(1e-3);
        assertThat(settings.integer("e", 5, 0, 9)).isEqualTo(5);
        assertThat(settings.integer("f", 6, 0, 9)).isEqualTo(6);
        assertThat(settings.integer("g", 0, 0, 9)).isEqualTo(8);
        assertThat(settings.resolved()).containsEntry("a", 31L).containsEntry("c", true);
    }

    @Test
    void anyTextOfAConfigurationReadsBackAndEveryYamlReaderFindsText() throws IOException {
        List<String> texts = new ArrayList<>(List.of(
                "", " ", " a", "a ", "\t", "0010", "12", "1e3", "yes", "on", "null", "~", "NULL", ".inf", ".NaN", "2023-01-05",
                "set #1", "#", "a: b", "a:", "- a", "-", "? a", "?", "@a", "`a", "%a", "*a", "&a", "!a", "!!str a", "|", ">",
                "[a", "{a", "]", "}", ",", "'", "\"", "'a'", "\"a\"", "a\nb", "a\n", "\na", " a\n b ", "a\r\nb", "a\tb", "---",
                "--- a", "...", "=", "<<", "\\", "C:\\temp", "\u0007", "\u0085", "\u00a0", "\u2028x", "\ufeffx", "\uD83D\uDE00",
                "word ".repeat(40), "word  word ".repeat(20), "x".repeat(300), "a - b # c", "190:20:30", "0o17", "1__0"));
        Random random = new Random(5);
        String signs = " :#-?,[]{}&*!|>'\"%@`\\~=<.01ex_\n\ta";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = 1 + random.nextInt(random.nextInt(20) == 0 ? 120 : 6);
            for (int c = 0; c < length; c++) {
                text.append(signs.charAt(random.nextInt(signs.length())));
            }
            texts.add(text.toString());
        }
        YAMLMapper others = new YAMLMapper();
        for (String text : texts) {
            Map<String, Object> config = new LinkedHashMap<>(Map.of("list", List.of(text), "below", Map.of("text", text)));
            String yaml = ExperimentFile.write(config);
            Settings back = ExperimentFile.parse("b", yaml, List.of());
            assertThat(back.section("below").requiredText("text")).as(yaml).isEqualTo(text);
            assertThat(back.all().get("list")).as(yaml).isEqualTo(List.of(text));
            assertThat(others.readTree(yaml).at("/below/text").isTextual()).as(yaml).isTrue();
            assertThat(others.readTree(yaml).at("/below/text").asText()).as(yaml).isEqualTo(text);
            assertThat(ExperimentFile.parse("c", "a: 1", List.of("x=" + ExperimentFile.quote(text))).requiredText("x"))
                    .isEqualTo(text);
        }
    }
}
