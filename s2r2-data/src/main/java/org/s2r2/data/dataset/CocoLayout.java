package org.s2r2.data.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.s2r2.data.image.ImageFile;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;

/**
 * Where the images and annotations of COCO lie: where the keys say, or in one of these layouts.
 *
 * <ul>
 *   <li>That of the official archives, in the folder {@code annotations} or beside it: {@code instances_NAME.json} is of
 *       the images in the folder {@code NAME}, and so is {@code image_info_NAME.json}, which has no annotations and is
 *       taken where there are none with. Test images are those whose {@code NAME} has {@code val} in it, or {@code test}
 *       behind {@code image_info}.
 *   <li>That of Roboflow's exports: {@code _annotations.coco.json} among the images of a folder {@code train}, or of
 *       {@code path} itself, and test images likewise in {@code test}, {@code valid} or {@code val}.
 * </ul>
 */
final class CocoLayout {

    private static final Pattern INSTANCES = Pattern.compile("instances.*\\.json");
    private static final Pattern TRAIN = Pattern.compile("instances(?!.*(?:val|test)).*\\.json");
    private static final Pattern TRAIN_INFO = Pattern.compile("image_info(?!.*(?:val|test)).*\\.json");
    private static final Pattern TEST = Pattern.compile("instances.*val.*\\.json");
    /** COCO's test-dev images are some of the test images, and listed beside them. */
    private static final Pattern TEST_INFO = Pattern.compile("image_info.*(?:val|test)(?!-dev).*\\.json");

    private static final String EXPORT = "_annotations.coco.json";

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
                .or(() -> annotations("trainAnnotations", TRAIN_INFO))
                .or(() -> export("train", ""))
                .orElseThrow(() -> settings.invalid("trainAnnotations", null,
                        "a file of annotations, as there is no instances_train*.json or image_info_*.json in "
                                + annotationFolder() + " and no train/" + EXPORT + " in " + root));
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
        Optional<Path> annotations = givenAnnotations.or(this::testAnnotations);
        Optional<Path> images = givenImages.or(() -> annotations.flatMap(this::images));
        if (givenImages.isPresent() && annotations.isEmpty()) {
            throw settings.invalid("testAnnotations", null, "the annotations of testImages");
        }
        if (givenAnnotations.isPresent() && images.isEmpty()) {
            throw settings.invalid("testImages", null, "the folder of the images of testAnnotations");
        }
        return images.map(folder -> new Part(folder, annotations.orElseThrow()));
    }

    private Optional<Path> testAnnotations() {
        Optional<Path> labelled = annotations("testAnnotations", TEST);
        if (settings.has("trainAnnotations") || !named(INSTANCES).isEmpty()) {
            return labelled; // other test images are taken beside training images that were found in the same way
        }
        return annotations("testAnnotations", TEST_INFO).or(() -> export("test", "valid", "val"));
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

    private List<Path> named(Pattern names) {
        return list(annotationFolder(), file -> names.matcher(file.getFileName().toString()).matches());
    }

    private Optional<Path> annotations(String key, Pattern names) {
        List<Path> found = named(names);
        if (found.size() > 1) {
            throw settings.invalid(key, null, "one of the files "
                    + String.join(", ", found.stream().map(Path::toString).toList()));
        }
        return found.stream().findFirst();
    }

    private Optional<Path> export(String... folders) {
        return Stream.of(folders)
                .map(folder -> root.resolve(folder).resolve(EXPORT))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private Optional<Path> images(Path annotations) {
        String name = annotations.getFileName().toString()
                .replaceAll("^(?:instances|image_info)_?|-dev(?=\\d*\\.json$)|\\.json$", "");
        for (Path folder : List.of(root.resolve(name), root.resolve("images").resolve(name))) {
            if (!name.isEmpty() && Files.isDirectory(folder)) {
                return Optional.of(folder);
            }
        }
        List<Path> folders = new ArrayList<>(List.of(root.resolve("images"), root));
        Path beside = annotations.resolveSibling("");
        if (!beside.equals(root)) {
            folders.add(0, beside);
        }
        return folders.stream()
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
