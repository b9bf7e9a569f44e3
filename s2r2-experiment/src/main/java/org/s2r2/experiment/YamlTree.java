package org.s2r2.experiment;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.JacksonYAMLParseException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.PlainScalar;

/**
 * One YAML document as maps, lists, strings and {@link PlainScalar}s; nothing behind a key is null. Refused are aliases,
 * which could multiply a small file, tags, which name types, anchors, whose name would vanish from a text that begins
 * with {@code &}, and further documents.
 */
final class YamlTree {

    private static final YAMLFactory YAML =
            YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(YAMLParser.Feature.EMPTY_STRING_AS_NULL)
                    .build();

    private final String source;
    private final YAMLParser parser;
    /** The text, in code points as the parser counts. */
    private final int[] text;
    /** Where the last scalar ended. */
    private int scalarEnd;

    private YamlTree(String source, YAMLParser parser, String text) {
        this.source = source;
        this.parser = parser;
        this.text = text.codePoints().toArray();
    }

    /**
     * Reads a text.
     *
     * @param source what to call it in messages
     * @return null where there is nothing but blanks and comments
     * @throws InvalidInputException if it is not such a document
     */
    static @Nullable Object read(String source, String text) {
        try (YAMLParser parser = YAML.createParser(text)) {
            return new YamlTree(source, parser, text).document();
        } catch (JsonProcessingException e) {
            throw notYaml(source, e);
        } catch (IOException e) {
            throw new IllegalStateException("text is read from memory", e);
        }
    }

    /**
     * Reads the value of an option. On a single line nobody writes comments: a text without quotes is taken as it was
     * written, with {@code #} and what follows, and with an {@code @}, {@code `} or {@code %} before it.
     *
     * @param source what to call it in messages
     * @return null where there is nothing but blanks
     * @throws InvalidInputException if it is no YAML, or a comment follows a list, a section or a text in quotes
     */
    static @Nullable Object readOption(String source, String value) {
        String text = value.strip();
        if (text.lines().count() > 1) {
            return read(source, value);
        }
        if (text.matches("[@`%#].*")) {
            return text;
        }
        try (YAMLParser parser = YAML.createParser(text)) {
            YamlTree tree = new YamlTree(source, parser, text);
            Object read = tree.document();
            if (read instanceof Map || read instanceof List || text.matches("[\"'].*")) {
                if (tree.hasComment()) {
                    throw new InvalidInputException(source + ": found a comment behind the value; text with a # goes between"
                            + " single quotes");
                }
                return read;
            }
            return read == null || read.toString().equals(text) ? read : text;
        } catch (JsonProcessingException e) {
            throw notYaml(source, e);
        } catch (IOException e) {
            throw new IllegalStateException("text is read from memory", e);
        }
    }

    private @Nullable Object document() throws IOException {
        if (next() == null) {
            return null;
        }
        Object root = value();
        if (next() != null) {
            throw new InvalidInputException(
                    source + ": not YAML of one document: found a second one at line " + line());
        }
        return root;
    }

    private @Nullable JsonToken next() throws IOException {
        JsonToken token = parser.nextToken();
        if (token == null) {
            return null;
        }
        boolean scalar = token.isScalarValue() || token == JsonToken.FIELD_NAME;
        int start = (int) parser.currentTokenLocation().getCharOffset();
        String found = null;
        if (parser.isCurrentAlias()) {
            found = "the alias *" + parser.getText();
        } else if (parser.getTypeId() != null) {
            found = "the tag " + parser.getTypeId();
        } else if (parser.getObjectId() != null || scalar && start < text.length && text[start] == '&') {
            found = "an anchor, which begins with &,";
        }
        if (found != null) {
            throw new InvalidInputException(source + ": found " + found + " at line " + line()
                    + ", expected plain keys and values; text that begins with *, & or ! goes between single quotes");
        }
        if (scalar && !parser.getText().isEmpty()) {
            scalarEnd = (int) parser.currentLocation().getCharOffset();
        }
        return token;
    }

    /** Whether a text of one line has a comment: behind the last scalar there are brackets and nothing else. */
    private boolean hasComment() {
        return Arrays.stream(text).skip(scalarEnd).anyMatch(c -> c == '#');
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    /** The value that the parser is at. */
    private @Nullable Object value() throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> section();
            case START_ARRAY -> list();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number();
            case VALUE_TRUE -> new PlainScalar(true, parser.getText());
            case VALUE_FALSE -> new PlainScalar(false, parser.getText());
            case VALUE_NULL -> parser.getText().isEmpty() ? null : new PlainScalar(null, parser.getText());
            default -> parser.getText();
        };
    }

    private Map<String, Object> section() throws IOException {
        Map<String, Object> section = new LinkedHashMap<>();
        while (next() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            next();
            section.put(key, value());
        }
        return section;
    }

    private List<Object> list() throws IOException {
        List<Object> list = new ArrayList<>();
        while (next() != JsonToken.END_ARRAY) {
            list.add(value());
        }
        return list;
    }

    /** A number; for one that Java does not read, such as {@code .inf}, its text. */
    private Object number() throws IOException {
        try {
            return new PlainScalar(parser.getNumberValue(), parser.getText());
        } catch (JsonParseException e) {
            return new PlainScalar(parser.getText(), parser.getText());
        }
    }

    private static InvalidInputException notYaml(String source, JsonProcessingException e) {
        String where = e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
        // The reader's own lines, without the pieces of text that it shows indented.
        String what = e.getOriginalMessage().lines()
                .filter(line -> !line.isBlank() && !line.startsWith(" "))
                .collect(Collectors.joining(", "));
        boolean syntax = e instanceof JacksonYAMLParseException;
        return new InvalidInputException(source + ": not YAML" + where + ": " + what
                + (syntax ? "; text with signs of YAML goes between single quotes" : ""), e);
    }
}
