package org.s2r2.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.s2r2.file.InputFile;
import org.s2r2.file.Sha256;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;

/** Experiment files: YAML, with single keys replaced from the command line. */
public final class ExperimentFile {

    /** What is written to be read: quotes around every text that a reader of YAML may take for something else. */
    private static final YAMLMapper QUOTED = writer(new StringQuotingChecker.Default() {
        @Override
        public boolean needToQuoteValue(String text) {
            return super.needToQuoteValue(text) || !isText(text);
        }
    });

    /** What hashes are made of, which have to stay: quotes around fewer texts. */
    private static final YAMLMapper HASHED = writer(new StringQuotingChecker.Default());

    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_KEYS = 32;

    private ExperimentFile() {}

    /**
     * A value to put under a key.
     *
     * @param origin what to call it in messages
     * @param key dotted through sections and list positions, such as {@code views.crops.0.size}
     * @param value a number, text, a flag, a {@link org.s2r2.settings.PlainScalar}, a list or a map; null for nothing
     */
    public record Replacement(String origin, String key, @Nullable Object value) {

        /**
         * Reads {@code key=value}, as it stands behind {@code --set}. The value is YAML, and a text without quotes on a
         * single line is the whole of it, with a {@code #} in it too.
         *
         * @param option what the text stands behind, for messages
         */
        public static Replacement parse(String option, String override) {
            int equals = override.indexOf('=');
            if (equals < 1) {
                throw new InvalidInputException(option + ": found '" + override + "', expected key=value");
            }
            String origin = option + " " + override;
            return new Replacement(
                    origin, override.substring(0, equals), YamlTree.readOption(origin, override.substring(equals + 1)));
        }

        /** The keys of a section, each with its value. */
        public static Stream<Replacement> of(String origin, Map<String, Object> section) {
            return section.entrySet().stream()
                    .map(entry -> new Replacement(origin + ": " + entry.getKey(), entry.getKey(), entry.getValue()));
        }
    }

    /**
     * Reads a file and replaces keys in it.
     *
     * @param overrides {@code key=value}, the key dotted through sections and list positions, such as {@code
     *     views.crops.0.size=24}; the value is YAML
     * @throws InvalidInputException if the file is not there or not YAML, or an override names no place
     */
    public static Settings read(Path file, List<String> overrides) {
        return parse(file.toString(), text(file), overrides);
    }

    /** The text of a file. */
    public static String text(Path file) {
        return InputFile.text(file, MOST_BYTES, "an experiment file in YAML");
    }

    /** Reads a text as {@link #read} reads a file; {@code source} names it in messages. */
    public static Settings parse(String source, String text, List<String> overrides) {
        List<Replacement> replacements =
                overrides.stream().map(override -> Replacement.parse("--set", override)).toList();
        return replace(source, keys(source, text), replacements);
    }

    /** The keys of a text, each with its value as {@link Settings#of} takes it. */
    public static Map<String, Object> keys(String source, String text) {
        if (!(YamlTree.read(source, text) instanceof Map<?, ?> map)) {
            throw new InvalidInputException(source + ": found no keys, expected an experiment file in YAML");
        }
        return copy(map);
    }

    /** Replaces keys, one after the other; {@code keys} stays as it is. */
    public static Settings replace(String source, Map<String, Object> keys, List<Replacement> replacements) {
        Map<String, Object> top = copy(keys);
        replacements.forEach(replacement -> replace(top, replacement));
        return Settings.of(source, top);
    }

    private static Map<String, Object> copy(Map<?, ?> map) {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> copy.put(String.valueOf(key), copy(value)));
        return copy;
    }

    private static @Nullable Object copy(@Nullable Object value) {
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            list.forEach(entry -> copy.add(copy(entry)));
            return copy;
        }
        return value instanceof Map<?, ?> map ? copy(map) : value;
    }

    /** A configuration as YAML, whose text reads back as it is. */
    public static String write(Map<String, Object> config) {
        return write(QUOTED, config);
    }

    private static String write(YAMLMapper yaml, Map<String, Object> config) {
        try {
            return yaml.writeValueAsString(config);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a configuration of plain values: " + e.getMessage(), e);
        }
    }

    private static YAMLMapper writer(StringQuotingChecker quotes) {
        return new YAMLMapper(YAMLFactory.builder()
                .stringQuotingChecker(quotes)
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                .build());
    }

    /** Whether a reader of YAML takes the text, without quotes behind a key, for itself. */
    private static boolean isText(String text) {
        try {
            return keys("", "key: " + text).equals(Map.of("key", text));
        } catch (InvalidInputException e) {
            return false;
        }
    }

    /** Any text as a YAML scalar, to stand in an override. */
    public static String quote(String text) {
        boolean escaped = text.chars().anyMatch(c -> Character.isISOControl(c) || c == '\u2028' || c == '\u2029');
        if (!escaped) {
            return "'" + text.replace("'", "''") + "'";
        }
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(c -> quoted.append(
                c < 0x80 && Character.isLetterOrDigit(c) ? String.valueOf((char) c) : String.format(Locale.ROOT, "\\u%04x", c)));
        return quoted.append('"').toString();
    }

    /** The SHA-256, in hexadecimal, of what decides a run's result: its configuration but for the backend and its precision. */
    public static String hash(Map<String, Object> config) {
        Map<String, Object> decisive = new LinkedHashMap<>(config);
        decisive.remove("backend");
        decisive.computeIfPresent("training", (key, section) -> withoutPrecision((Map<?, ?>) section));
        return Sha256.of(write(HASHED, decisive).getBytes(StandardCharsets.UTF_8));
    }

    private static Map<?, ?> withoutPrecision(Map<?, ?> training) {
        Map<?, ?> decisive = new LinkedHashMap<>(training);
        decisive.remove("precision");
        return decisive;
    }

    private static void replace(Map<String, Object> root, Replacement replacement) {
        String[] keys = replacement.key.split("\\.", -1);
        if (keys.length > MOST_KEYS || Arrays.stream(keys).anyMatch(String::isBlank)) {
            throw new InvalidInputException(replacement.origin + ": found the key '" + replacement.key
                    + "', expected at most " + MOST_KEYS + " names with dots between them");
        }
        Place at = new Place(root, replacement.origin);
        for (int i = 0; i < keys.length - 1; i++) {
            at = at.below(keys[i]);
        }
        at.put(keys[keys.length - 1], copy(replacement.value));
    }

    /**
     * A section or a list to replace something in.
     *
     * @param node a map or a list that may be changed; anything else has no place
     */
    private record Place(@Nullable Object node, String origin) {

        /** What lies under a key, a new section where nothing does. */
        Place below(String key) {
            if (section() != null) {
                section().computeIfAbsent(key, absent -> new LinkedHashMap<String, Object>());
                return new Place(section().get(key), origin);
            }
            return new Place(list(key).get(Integer.parseInt(key)), origin);
        }

        void put(String key, @Nullable Object value) {
            if (section() != null) {
                section().put(key, value);
            } else {
                list(key).set(Integer.parseInt(key), value);
            }
        }

        /** Null where it is a list. */
        @SuppressWarnings("unchecked")
        private @Nullable Map<String, Object> section() {
            return node instanceof Map ? (Map<String, Object>) node : null;
        }

        @SuppressWarnings("unchecked")
        private List<Object> list(String key) {
            if (node instanceof List<?> list && key.matches("\\d{1,6}") && Integer.parseInt(key) < list.size()) {
                return (List<Object>) list;
            }
            throw new InvalidInputException(origin + ": there is no place for " + key + " in "
                    + (node instanceof List<?> list ? "a list of " + list.size() : "the value " + node));
        }
    }
}
