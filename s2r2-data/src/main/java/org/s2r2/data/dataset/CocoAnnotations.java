package org.s2r2.data.dataset;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.s2r2.file.InputFile;
import org.s2r2.settings.InvalidInputException;

/**
 * A file of COCO's object annotations (Lin et al., "Microsoft COCO: Common Objects in Context", ECCV 2014), read as a
 * stream and never held as a whole. Of an image its file's name and the categories present in it are kept; an
 * annotation of a crowd counts as present.
 */
final class CocoAnnotations {

    /** Names are short and objects shallow; what is skipped may be longer, but not deeper. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(4096)
                    .maxNestingDepth(100)
                    .build())
            .build();

    /** An image or a category: its number in the file and its name. */
    record Named(long id, String name) {}

    private interface ElementReader {
        void read(JsonParser parser, String element) throws IOException;
    }

    private final Path file;
    private final Map<Long, Named> categories = new LinkedHashMap<>();
    private final List<String> fileNames = new ArrayList<>();
    private final Map<Long, Integer> positions = new HashMap<>();
    private long[] annotated = new long[3 * 1024];
    private int annotations;

    private CocoAnnotations(Path file) {
        this.file = file;
    }

    /**
     * Reads a whole file.
     *
     * @throws InvalidInputException if it is not JSON, lacks one of its lists, or has a key or an id twice; what
     *     annotations are of is checked by {@link #labels()}
     */
    static CocoAnnotations read(Path file) {
        CocoAnnotations read = new CocoAnnotations(file);
        read.parse(Map.of("images", read::image, "annotations", read::annotation, "categories", read::category));
        read.requireDifferentAnnotations();
        return read;
    }

    /** The categories of a file alone, in its order. */
    static List<Named> categories(Path file) {
        CocoAnnotations read = new CocoAnnotations(file);
        read.parse(Map.of("categories", read::category));
        return read.categories();
    }

    private void parse(Map<String, ElementReader> lists) {
        Set<String> missing = new HashSet<>(lists.keySet());
        try (InputStream stream = Channels.newInputStream(InputFile.open(file, "COCO's annotations"));
                JsonParser parser = JSON.createParser(stream)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new InvalidInputException(file + ": found no JSON object, expected COCO's annotations");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String list = parser.currentName();
                parser.nextToken();
                if (lists.containsKey(list)) {
                    missing.remove(list);
                    elements(parser, list, lists.get(list));
                } else {
                    parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                throw new InvalidInputException(file + ": found " + parser.currentToken() + " behind the annotations'"
                        + " object, expected the end");
            }
        } catch (JsonProcessingException e) {
            // What is too long or too deep is refused without a place.
            String where = e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr();
            throw new InvalidInputException(file + ": not JSON" + where + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new InvalidInputException(file + ": cannot be read, expected COCO's annotations", e);
        }
        if (!missing.isEmpty()) {
            throw new InvalidInputException(file + ": found no list " + String.join(", ", missing)
                    + ", expected COCO's annotations with images, annotations and categories");
        }
    }

    private void elements(JsonParser parser, String list, ElementReader reader) throws IOException {
        require(parser.currentToken() == JsonToken.START_ARRAY, list, parser, "a list");
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            String element = list + "[" + i + "]";
            require(parser.currentToken() == JsonToken.START_OBJECT, element, parser, "an object");
            reader.read(parser, element);
        }
    }

    private void image(JsonParser parser, String element) throws IOException {
        Named image = named(parser, element, "file_name");
        if (positions.putIfAbsent(image.id, fileNames.size()) != null) {
            throw repeated(element, image.id, "image");
        }
        fileNames.add(image.name);
    }

    private void category(JsonParser parser, String element) throws IOException {
        Named category = named(parser, element, "name");
        if (categories.putIfAbsent(category.id, category) != null) {
            throw repeated(element, category.id, "category");
        }
    }

    private void requireDifferentAnnotations() {
        long[] ids = new long[annotations];
        for (int i = 0; i < annotations; i++) {
            ids[i] = annotated[3 * i];
        }
        Arrays.sort(ids);
        for (int i = 1; i < annotations; i++) {
            if (ids[i] == ids[i - 1]) {
                throw new InvalidInputException(
                        file + ": two annotations have id " + ids[i] + ", expected one that no other annotation has");
            }
        }
    }

    private InvalidInputException repeated(String element, long id, String what) {
        return new InvalidInputException(
                file + ": " + element + " has id " + id + ", expected one that no other " + what + " has");
    }

    private Named named(JsonParser parser, String element, String nameKey) throws IOException {
        Long id = null;
        String name = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            if (key.equals("id")) {
                id = number(parser, element + ".id");
            } else if (key.equals(nameKey)) {
                name = text(parser, element + "." + nameKey);
            } else {
                skip(parser);
            }
        }
        requireKey(id, element, "id");
        requireKey(name, element, nameKey);
        return new Named(id, name);
    }

    /** Keeps an annotation for later, as images and categories may stand behind it. */
    private void annotation(JsonParser parser, String element) throws IOException {
        Long id = null;
        Long image = null;
        Long category = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            switch (parser.currentName()) {
                case "id" -> id = number(parser, element + ".id");
                case "image_id" -> image = number(parser, element + ".image_id");
                case "category_id" -> category = number(parser, element + ".category_id");
                default -> skip(parser);
            }
        }
        requireKey(id, element, "id");
        requireKey(image, element, "image_id");
        requireKey(category, element, "category_id");
        if (3 * annotations == annotated.length) {
            annotated = Arrays.copyOf(annotated, 2 * annotated.length);
        }
        annotated[3 * annotations] = id;
        annotated[3 * annotations + 1] = image;
        annotated[3 * annotations + 2] = category;
        annotations++;
    }

    private static void skip(JsonParser parser) throws IOException {
        parser.nextToken();
        parser.skipChildren();
    }

    private long number(JsonParser parser, String key) throws IOException {
        require(parser.nextToken() == JsonToken.VALUE_NUMBER_INT, key, parser, "a whole number");
        return parser.getLongValue();
    }

    private String text(JsonParser parser, String key) throws IOException {
        require(parser.nextToken() == JsonToken.VALUE_STRING && !parser.getText().isBlank(), key, parser, "text");
        return parser.getText();
    }

    private void require(boolean fits, String key, JsonParser parser, String expected) throws IOException {
        if (!fits) {
            throw new InvalidInputException(
                    file + ": " + key + ": found " + parser.getText() + ", expected " + expected);
        }
    }

    private void requireKey(Object value, String element, String key) {
        if (value == null) {
            throw new InvalidInputException(file + ": " + element + " has no " + key);
        }
    }

    /** The names of the images' files, in the order of the file. */
    List<String> fileNames() {
        return fileNames;
    }

    /** The categories in the order of the file; a category's position is its label. */
    List<Named> categories() {
        return List.copyOf(categories.values());
    }

    /**
     * The labels of every image, ascending, each once.
     *
     * @throws InvalidInputException if an annotation is of an image or category that the file does not list
     */
    int[][] labels() {
        Map<Long, Integer> classes = new HashMap<>();
        categories.keySet().forEach(id -> classes.put(id, classes.size()));
        long[] present = new long[annotations]; // image and class in one number, so that sorting groups them
        for (int i = 0; i < annotations; i++) {
            int image = known(positions, annotated[3 * i + 1], annotated[3 * i], "image_id", "an image");
            int label = known(classes, annotated[3 * i + 2], annotated[3 * i], "category_id", "a category");
            present[i] = (long) image << Integer.SIZE | label;
        }
        Arrays.sort(present);
        int[][] labels = new int[fileNames.size()][];
        for (int image = 0, from = 0; image < labels.length; image++) {
            int to = from;
            while (to < present.length && present[to] >> Integer.SIZE == image) {
                to++;
            }
            labels[image] = Arrays.stream(present, from, to).mapToInt(both -> (int) both).distinct().toArray();
            from = to;
        }
        return labels;
    }

    private int known(Map<Long, Integer> ids, long id, long annotation, String key, String what) {
        Integer position = ids.get(id);
        if (position == null) {
            throw new InvalidInputException(file + ": the annotation with id " + annotation + " has " + key + " " + id
                    + ", expected the id of " + what + " in the file");
        }
        return position;
    }
}
