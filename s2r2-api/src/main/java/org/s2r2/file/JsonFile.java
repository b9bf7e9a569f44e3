package org.s2r2.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import org.s2r2.settings.InvalidInputException;

/**
 * JSON files of records, taken by the letter: every key known and there once, every value of its own kind (no text or
 * fraction in the place of a whole number), nothing behind the end. No class is ever named by a file.
 */
public final class JsonFile {

    /** The most bytes of a file. */
    public static final int MOST_BYTES = 64 << 20;

    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private JsonFile() {}

    private interface Parsing<T> {
        T of(String text) throws JsonProcessingException;
    }

    /**
     * A file as a record. A component without a value is null, if it is of a primitive type an error.
     *
     * @param what the file should be, for the message
     * @throws InvalidInputException if it is not there or not such a record; what the record's constructor throws is in
     *     the message
     */
    public static <T> T read(Path file, TypeReference<T> type, String what) {
        return parse(file, what, text -> STRICT.readValue(text, type));
    }

    /**
     * A file as a tree.
     *
     * @param what the file should be, for the message
     * @throws InvalidInputException if it is not there or not JSON
     */
    public static JsonNode tree(Path file, String what) {
        return parse(file, what, STRICT::readTree);
    }

    private static <T> T parse(Path file, String what, Parsing<T> parsing) {
        String text = InputFile.text(file, MOST_BYTES, what);
        T value;
        try {
            value = parsing.of(text);
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
            throw new InvalidInputException(file + ": not " + what + where + ": "
                    + e.getOriginalMessage().lines().findFirst().orElse("not JSON"), e);
        }
        if (value == null || value instanceof JsonNode node && node.isMissingNode()) {
            throw new InvalidInputException(file + ": found nothing, expected " + what);
        }
        return value;
    }
}
