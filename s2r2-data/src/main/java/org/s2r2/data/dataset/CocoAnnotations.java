package org.s2r2.data.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.s2r2.data.dataset.CocoFile.Element;
import org.s2r2.settings.InvalidInputException;

/**
 * A file of COCO's object annotations (Lin et al., "Microsoft COCO: Common Objects in Context", ECCV 2014). Of an image
 * its file's name and the categories present in it are kept; an annotation of a crowd counts as present. Annotations that
 * say nothing of an image and a category of the file are left out and counted. Where none is left, the images are
 * unlabelled.
 */
final class CocoAnnotations {

    private static final String IMAGES = "images";
    private static final String ANNOTATIONS = "annotations";
    private static final String CATEGORIES = "categories";

    /** An image or a category: its number in the file and its name. */
    record Named(long id, String name) {}

    private final CocoFile file;
    private final String name;
    private final Map<Long, Named> categories = new LinkedHashMap<>();
    private final List<String> fileNames = new ArrayList<>();
    private final Map<Long, Integer> positions = new HashMap<>();
    private long[] annotated = new long[2 * 1024];
    private int kept;
    private int annotations;
    private int incomplete;
    private int unknownImages;
    private int unknownCategories;
    private int[][] labels = new int[0][];

    private CocoAnnotations(Path path) {
        this.file = new CocoFile(path);
        this.name = path.toString();
    }

    /**
     * Reads a whole file.
     *
     * @throws InvalidInputException if it is not JSON, lists no images, has annotations without a list of categories, or
     *     an image or category without an id of its own or without a name
     */
    static CocoAnnotations read(Path path) {
        CocoAnnotations read = new CocoAnnotations(path);
        Set<String> found = read.file.read(
                Map.of(IMAGES, read::image, ANNOTATIONS, read::annotation, CATEGORIES, read::category));
        List<String> missing = Stream.of(IMAGES, CATEGORIES)
                .filter(list -> !found.contains(list) && (list.equals(IMAGES) || read.annotations > 0))
                .toList();
        if (!missing.isEmpty()) {
            throw read.file.invalid("found no list " + String.join(", ", missing)
                    + ", expected COCO's annotations with images, annotations and categories, or images alone");
        }
        read.label();
        return read;
    }

    /** The categories of a file, in its order, without looking at its images; empty where it has no annotations. */
    static List<Named> categories(Path path) {
        CocoAnnotations read = new CocoAnnotations(path);
        read.file.read(Map.of(CATEGORIES, read::category, ANNOTATIONS, element -> {
            while (element.nextKey() != null) {
                element.skip();
            }
            read.annotations++;
        }));
        return read.annotations == 0 ? List.of() : List.copyOf(read.categories.values());
    }

    private void image(Element element) throws IOException {
        Named image = named(element, "file_name");
        if (positions.putIfAbsent(image.id, fileNames.size()) != null) {
            throw repeated(element, image.id, "image");
        }
        fileNames.add(image.name);
    }

    private void category(Element element) throws IOException {
        Named category = named(element, "name");
        if (categories.putIfAbsent(category.id, category) != null) {
            throw repeated(element, category.id, "category");
        }
    }

    private InvalidInputException repeated(Element element, long id, String what) {
        return file.invalid(element.name() + " has id " + id + ", expected one that no other " + what + " has");
    }

    private static Named named(Element element, String nameKey) throws IOException {
        Long id = null;
        String name = null;
        for (String key = element.nextKey(); key != null; key = element.nextKey()) {
            if (key.equals("id")) {
                id = element.number(id);
            } else if (key.equals(nameKey)) {
                name = element.text(name);
            } else {
                element.skip();
            }
        }
        return new Named(element.require(id, "id"), element.require(name, nameKey));
    }

    /** Keeps an annotation for later, as images and categories may stand behind it. */
    private void annotation(Element element) throws IOException {
        Long image = null;
        Long category = null;
        for (String key = element.nextKey(); key != null; key = element.nextKey()) {
            switch (key) {
                case "image_id" -> image = element.number(image);
                case "category_id" -> category = element.number(category);
                default -> element.skip();
            }
        }
        annotations++;
        if (image == null || category == null) {
            incomplete++;
            return;
        }
        if (2 * kept == annotated.length) {
            annotated = Arrays.copyOf(annotated, 2 * annotated.length);
        }
        annotated[2 * kept] = image;
        annotated[2 * kept + 1] = category;
        kept++;
    }

    private void label() {
        Map<Long, Integer> classes = new HashMap<>();
        categories.keySet().forEach(id -> classes.put(id, classes.size()));
        long[] present = new long[kept]; // image and class in one number, so that sorting groups them
        int known = 0;
        for (int i = 0; i < kept; i++) {
            Integer image = positions.get(annotated[2 * i]);
            Integer label = classes.get(annotated[2 * i + 1]);
            if (image == null) {
                unknownImages++;
            } else if (label == null) {
                unknownCategories++;
            } else {
                present[known++] = (long) image << Integer.SIZE | label;
            }
        }
        Arrays.sort(present, 0, known);
        labels = new int[fileNames.size()][];
        for (int image = 0, from = 0; image < labels.length; image++) {
            int to = from;
            while (to < known && present[to] >> Integer.SIZE == image) {
                to++;
            }
            labels[image] = Arrays.stream(present, from, to).mapToInt(both -> (int) both).distinct().toArray();
            from = to;
        }
    }

    /** The names of the images' files, in the order of the file. */
    List<String> fileNames() {
        return fileNames;
    }

    /** The categories in the order of the file; a category's position is its label. Empty where images are unlabelled. */
    List<Named> categories() {
        return annotations == leftOut() ? List.of() : List.copyOf(categories.values());
    }

    /** The labels of every image, ascending, each once. */
    int[][] labels() {
        return labels;
    }

    private int leftOut() {
        return incomplete + unknownImages + unknownCategories;
    }

    /** How many annotations were left out and why, and whether the images are unlabelled; a sentence each. */
    List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        if (leftOut() > 0) {
            List<String> reasons = new ArrayList<>();
            reason(reasons, unknownImages, "with an image_id that no image has");
            reason(reasons, unknownCategories, "with a category_id that no category has");
            reason(reasons, incomplete, "without image_id or category_id");
            remarks.add(name + ": left out " + leftOut() + " of " + annotations + " annotations: " + String.join(", ", reasons));
        }
        if (annotations == leftOut()) {
            remarks.add(name + ": " + (annotations == 0 ? "no annotations" : "no annotations are left")
                    + ", so that its images are unlabelled");
        }
        return remarks;
    }

    private static void reason(List<String> reasons, int count, String reason) {
        if (count > 0) {
            reasons.add(count + " " + reason);
        }
    }
}
