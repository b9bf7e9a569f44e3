package org.s2r2.data.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.s2r2.data.image.ImageFile;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;

/** Where the images and annotations of COCO lie: where the keys say, or where the official archives put them. */
final class CocoLayout {

    /** Annotations in {@code instances_NAME.json} are of images in the folder {@code NAME}. */
    private static final Pattern TRAIN = Pattern.compile("instances(?!.*(?:val|test)).*\\.json");
    private static final Pattern TEST = Pattern.compile("instances.*val.*\\.json");

    private final Settings settings;
    private final Path root;

    /** One split: the folder of its images, and the file of their annotations. */
    record Part(Path images, Path annotations) {}

    CocoLayout(Settings settings) {
        this.settings = settings;
        this.root = settings.requiredPath("path");
        if (!Files.isDirectory(root)) {
            throw settings.invalid("path", root.toString(), "an existing folder (COCO's images and annotations)");
        }
    }

    /** In the order in which the layout reads them, which is that of the keys in a run's configuration. */
    static void readKeys(Settings settings) {
        settings.requiredPath("path");
        for (String key : List.of("trainAnnotations", "trainImages", "testAnnotations", "testImages")) {
            settings.optionalPath(key);
        }
    }

    Part train() {
        Path annotations = given("trainAnnotations")
                .or(() -> annotations("trainAnnotations", TRAIN))
                .orElseThrow(() -> settings.invalid("trainAnnotations", null,
                        "a file of annotations, as there is no instances_train*.json in " + annotationFolder()));
        Path images = given("trainImages")
                .or(() -> images(annotations))
                .orElseThrow(() -> settings.invalid("trainImages", null,
                        "a folder of images, as there is none of " + annotations.getFileName() + " in " + root));
        return new Part(images, annotations);
    }

    /** The test images, where a key says so or where both their annotations and their folder are in their place. */
    Optional<Part> test() {
        Optional<Path> givenAnnotations = given("testAnnotations");
        Optional<Path> givenImages = given("testImages");
        Optional<Path> annotations = givenAnnotations.or(() -> annotations("testAnnotations", TEST));
        Optional<Path> images = givenImages.or(() -> annotations.flatMap(this::images));
        if (givenImages.isPresent() && annotations.isEmpty()) {
            throw settings.invalid("testAnnotations", null, "the annotations of testImages");
        }
        if (givenAnnotations.isPresent() && images.isEmpty()) {
            throw settings.invalid("testImages", null, "the folder of the images of testAnnotations");
        }
        return images.map(folder -> new Part(folder, annotations.orElseThrow()));
    }

    private Optional<Path> given(String key) {
        Optional<Path> path = settings.optionalPath(key).map(root::resolve);
        path.ifPresent(found -> {
            if (!Files.exists(found) || Files.isDirectory(found) != key.endsWith("Images")) {
                throw settings.invalid(key, found.toString(),
                        key.endsWith("Images") ? "an existing folder of images" : "an existing file of annotations");
            }
        });
        return path;
    }

    private Path annotationFolder() {
        Path folder = root.resolve("annotations");
        return Files.isDirectory(folder) ? folder : root;
    }

    private Optional<Path> annotations(String key, Pattern names) {
        List<Path> found = list(annotationFolder(), file -> names.matcher(file.getFileName().toString()).matches());
        if (found.size() > 1) {
            throw settings.invalid(key, null, "one of the files "
                    + String.join(", ", found.stream().map(Path::toString).toList()));
        }
        return found.stream().findFirst();
    }

    private Optional<Path> images(Path annotations) {
        String name = annotations.getFileName().toString().replaceAll("^instances_?|\\.json$", "");
        for (Path folder : List.of(root.resolve(name), root.resolve("images").resolve(name))) {
            if (!name.isEmpty() && Files.isDirectory(folder)) {
                return Optional.of(folder);
            }
        }
        return Stream.of(root.resolve("images"), root)
                .filter(folder -> Files.isDirectory(folder) && !list(folder, ImageFile::hasImageName).isEmpty())
                .findFirst();
    }

    private static List<Path> list(Path folder, Predicate<Path> filter) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(filter).sorted().toList();
        } catch (IOException e) {
            throw new InvalidInputException("cannot list " + folder + ": " + e.getMessage(), e);
        }
    }
}
