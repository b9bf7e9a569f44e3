package org.s2r2.data.dataset;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.s2r2.file.InputFile;
import org.s2r2.settings.InvalidInputException;

/**
 * A file of lists of objects in COCO's format, read as a stream and never held as a whole. Keys that are not asked for
 * are skipped, whatever their values are and however often they stand there; NaN and infinite numbers may be among them,
 * as Python writes such.
 */
final class CocoFile {

    /** Names are short and objects shallow; what is skipped may be longer, but not deeper. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(4096)
                    .maxNestingDepth(100)
                    .build())
            .build();

    /** More than any whole number of 64 bits has, with a sign, a point and zeros behind it. */
    private static final int MOST_CHARACTERS_OF_A_NUMBER = 64;

    private static final int MOST_CHARACTERS_SHOWN = 200;

    private final Path file;

    CocoFile(Path file) {
        this.file = file;
    }

    /** Takes one object of a list. */
    interface ElementReader {

        /** Goes through all keys of the object. */
        void read(Element element) throws IOException;
    }

    /**
     * Reads lists; a list that is null counts as absent.
     *
     * @param lists the reader of the objects of each list, by the list's key
     * @return the keys of the lists that are there
     * @throws InvalidInputException if the file is not JSON, or one of the lists is something else or there twice
     */
    Set<String> read(Map<String, ElementReader> lists) {
        Set<String> found = new HashSet<>();
        try (InputStream stream = Channels.newInputStream(InputFile.open(file, "COCO's annotations"));
                JsonParser parser = JSON.createParser(stream)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw invalid("found no JSON object, expected COCO's annotations");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String list = parser.currentName();
                if (parser.nextToken() == JsonToken.VALUE_NULL || !lists.containsKey(list)) {
                    parser.skipChildren();
                } else if (found.add(list)) {
                    elements(parser, list, lists.get(list));
                } else {
                    throw invalid("found the list " + list + " twice, expected it once");
                }
            }
            if (parser.nextToken() != null) {
                throw invalid("found " + parser.currentToken() + " behind the annotations' object, expected the end");
            }
        } catch (JsonProcessingException e) {
            // What is too long or too deep is refused without a place.
            String where = e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr();
            throw new InvalidInputException(file + ": not JSON" + where + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new InvalidInputException(file + ": cannot be read, expected COCO's annotations", e);
        }
        return found;
    }

    private void elements(JsonParser parser, String list, ElementReader reader) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw misfit(list, parser, "a list");
        }
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            Element element = new Element(parser, list, i);
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw misfit(element.name(), parser, "an object");
            }
            reader.read(element);
        }
    }

    private InvalidInputException misfit(String key, JsonParser parser, String expected) throws IOException {
        String text = parser.getText();
        String shown = text.length() > MOST_CHARACTERS_SHOWN ? text.substring(0, MOST_CHARACTERS_SHOWN) + "..." : text;
        return invalid(key + ": found " + shown + ", expected " + expected);
    }

    InvalidInputException invalid(String message) {
        return new InvalidInputException(file + ": " + message);
    }

    /** An object of a list. After each key its value is read or skipped. */
    final class Element {

        private final JsonParser parser;
        private final String list;
        private final int index;

        private Element(JsonParser parser, String list, int index) {
            this.parser = parser;
            this.list = list;
            this.index = index;
        }

        /** Such as {@code images[3]}. */
        String name() {
            return list + "[" + index + "]";
        }

        /** The next key; null behind the last one. */
        @Nullable String nextKey() throws IOException {
            return parser.nextToken() == JsonToken.FIELD_NAME ? parser.currentName() : null;
        }

        void skip() throws IOException {
            parser.nextToken();
            parser.skipChildren();
        }

        /**
         * A whole number, which may be written as text or with a point.
         *
         * @param before the value that the key had before in this object, null where it is new
         * @return null for JSON's null
         * @throws InvalidInputException if it is no whole number of 64 bits, or there was a value before
         */
        @Nullable Long number(@Nullable Long before) throws IOException {
            JsonToken token = value(before);
            if (token == JsonToken.VALUE_NULL) {
                return null;
            }
            boolean scalar = token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT
                    || token == JsonToken.VALUE_STRING;
            if (!scalar || parser.getTextLength() > MOST_CHARACTERS_OF_A_NUMBER) {
                throw misfit("a whole number");
            }
            try {
                return new BigDecimal(parser.getText().strip()).longValueExact();
            } catch (ArithmeticException | NumberFormatException e) {
                throw (InvalidInputException) misfit("a whole number").initCause(e);
            }
        }

        /**
         * Text that is not blank.
         *
         * @param before as for {@link #number}
         * @return null for JSON's null
         */
        @Nullable String text(@Nullable String before) throws IOException {
            JsonToken token = value(before);
            if (token == JsonToken.VALUE_NULL) {
                return null;
            }
            if (token != JsonToken.VALUE_STRING || parser.getText().isBlank()) {
                throw misfit("text");
            }
            return parser.getText();
        }

        private JsonToken value(@Nullable Object before) throws IOException {
            if (before != null) {
                throw invalid(name() + " has " + parser.currentName() + " twice, expected it once");
            }
            return parser.nextToken();
        }

        private InvalidInputException misfit(String expected) throws IOException {
            return CocoFile.this.misfit(name() + "." + parser.currentName(), parser, expected);
        }

        /**
         * @return the value
         * @throws InvalidInputException if it is null
         */
        <T> T require(@Nullable T value, String key) {
            if (value == null) {
                throw invalid(name() + " has no " + key);
            }
            return value;
        }
    }
}
