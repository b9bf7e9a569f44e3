package org.s2r2.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.s2r2.file.InputFile;
import org.s2r2.file.Sha256;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;

/** Experiment files: YAML, with single keys replaced from the command line. */
public final class ExperimentFile {

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .build();

    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_KEYS = 32;

    private ExperimentFile() {}

    /**
     * A value to put under a key.
     *
     * @param origin what to call it in messages
     * @param key dotted through sections and list positions, such as {@code views.crops.0.size}
     * @param value as a YAML reader makes it
     */
    public record Replacement(String origin, String key, Object value) {

        /** Reads {@code key=value}, the value being YAML, as it stands behind {@code --set}. */
        public static Replacement parse(String override) {
            int equals = override.indexOf('=');
            if (equals < 1) {
                throw new InvalidInputException("--set: found '" + override + "', expected key=value");
            }
            String origin = "--set " + override;
            return new Replacement(origin, override.substring(0, equals), yaml(origin, override.substring(equals + 1)));
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
        return replace(source, text, overrides.stream().map(Replacement::parse).toList());
    }

    /** Reads a text and replaces keys in it, one after the other. */
    public static Settings replace(String source, String text, List<Replacement> replacements) {
        JsonNode root = yaml(source, text);
        if (!(root instanceof ObjectNode top)) {
            throw new InvalidInputException(source + ": found no keys, expected an experiment file in YAML");
        }
        replacements.forEach(replacement -> replace(top, replacement));
        return Settings.of(source, YAML.convertValue(top, YAML.getTypeFactory().constructMapType(
                LinkedHashMap.class, String.class, Object.class)));
    }

    /** A configuration as YAML. */
    public static String write(Map<String, Object> config) {
        try {
            return YAML.writeValueAsString(config);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a configuration of plain values: " + e.getMessage(), e);
        }
    }

    /** Any text as a YAML scalar, to stand in an override. */
    public static String quote(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** The SHA-256, in hexadecimal, of what decides a run's result: its configuration but for the backend. */
    public static String hash(Map<String, Object> config) {
        Map<String, Object> decisive = new LinkedHashMap<>(config);
        decisive.remove("backend");
        return Sha256.of(write(decisive).getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode yaml(String source, String text) {
        try {
            requirePlain(source, text);
            return YAML.readTree(text);
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
            throw new InvalidInputException(source + ": not YAML" + where + ": " + firstLine(e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new IllegalStateException("text is read from memory", e);
        }
    }

    /**
     * Refuses aliases, which could multiply a small file, tags, which name types, and further documents: the tree would
     * have other things in their places, without a word.
     */
    private static void requirePlain(String source, String text) throws IOException {
        try (YAMLParser parser = YAML.getFactory().createParser(text)) {
            while (parser.nextToken() != null) {
                boolean alias = parser.isCurrentAlias();
                if (alias || parser.getTypeId() != null) {
                    throw new InvalidInputException(source + ": found " + (alias ? "the alias *" : "the tag ")
                            + (alias ? parser.getText() : parser.getTypeId()) + " at line "
                            + parser.currentTokenLocation().getLineNr() + ", expected plain keys and values");
                }
            }
        }
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("").strip();
    }

    private static void replace(ObjectNode root, Replacement replacement) {
        String[] keys = replacement.key.split("\\.", -1);
        if (keys.length > MOST_KEYS || Arrays.stream(keys).anyMatch(String::isBlank)) {
            throw new InvalidInputException(replacement.origin + ": found the key '" + replacement.key
                    + "', expected at most " + MOST_KEYS + " names with dots between them");
        }
        JsonNode value = YAML.valueToTree(replacement.value);
        JsonNode at = root;
        for (int i = 0; i < keys.length - 1; i++) {
            JsonNode next = child(at, keys[i], replacement.origin);
            if (next == null && at instanceof ObjectNode object) {
                next = object.putObject(keys[i]);
            }
            at = next;
        }
        String last = keys[keys.length - 1];
        if (at instanceof ObjectNode object) {
            object.set(last, value);
        } else if (child(at, last, replacement.origin) != null) {
            ((com.fasterxml.jackson.databind.node.ArrayNode) at).set(Integer.parseInt(last), value);
        }
    }

    /** What lies under a key; null where a section lacks it. */
    private static JsonNode child(JsonNode node, String key, String origin) {
        if (node instanceof ObjectNode object) {
            return object.get(key);
        }
        if (node.isArray() && key.matches("\\d{1,6}") && Integer.parseInt(key) < node.size()) {
            return node.get(Integer.parseInt(key));
        }
        throw new InvalidInputException(origin + ": there is no place for " + key + " in "
                + (node.isArray() ? "a list of " + node.size() : "the value " + node));
    }
}
