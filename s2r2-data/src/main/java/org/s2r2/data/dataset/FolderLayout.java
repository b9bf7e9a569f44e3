package org.s2r2.data.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.s2r2.data.image.ImageFiles.OnBadImage;
import org.s2r2.settings.InvalidInputException;

/**
 * Where the training and the test images of a folder are. Its sub-folders are those of splits where one is called train or
 * training and another val, valid, validation, test or testing, in any case, or where no other holds images; else they are
 * classes.
 *
 * @param train the folder of the training images
 * @param trainImages what is in it
 * @param test the folder of the test images; {@code train} where there are no others
 * @param testImages what is in it
 * @param remark which folders were taken and which were not; empty where there was no choice
 */
record FolderLayout(Path train, ImageTree trainImages, Path test, ImageTree testImages, Optional<String> remark) {

    private static final Set<String> TRAIN = Set.of("train", "training");
    private static final Set<String> VALIDATION = Set.of("val", "valid", "validation");
    private static final Set<String> TEST = Set.of("test", "testing");

    /** A folder and what is in it. */
    private record Listed(Path folder, ImageTree images) {

        static Listed of(Path folder, OnBadImage onBad) {
            return new Listed(folder, ImageTree.of(folder, onBad));
        }

        boolean isLabelled() {
            return !images.folders().isEmpty();
        }

        boolean isEmpty() {
            return images.folders().isEmpty() && images.flat().isEmpty();
        }
    }

    /**
     * Looks at a folder.
     *
     * @param givenTest the folder of the test images, where a key says so
     * @throws InvalidInputException if two of its folders are one split
     */
    static FolderLayout of(Path root, Optional<Path> givenTest, OnBadImage onBad) {
        List<String> names = ImageTree.subFolders(root);
        Optional<String> train = only(root, names, TRAIN);
        List<String> others = Stream.of(TEST, VALIDATION).flatMap(split -> only(root, names, split).stream()).toList();
        Optional<Listed> given = givenTest.map(folder -> Listed.of(folder, onBad));
        if (train.isEmpty() || others.isEmpty()) {
            Listed all = Listed.of(root, onBad);
            if (train.isEmpty() || !all.images.folders().keySet().equals(Set.of(train.get()))) {
                Listed test = given.orElse(all);
                return new FolderLayout(root, all.images, test.folder, test.images, Optional.empty());
            }
        }
        Listed training = Listed.of(root.resolve(train.get()), onBad);
        Listed test = given.or(() -> test(root, others, training, onBad)).orElse(training);
        return new FolderLayout(training.folder, training.images, test.folder, test.images,
                Optional.of(remark(names, training.folder, test.folder)));
    }

    /** The first with labels, as challenges publish test images without them; the first with images where none has. */
    private static Optional<Listed> test(Path root, List<String> names, Listed training, OnBadImage onBad) {
        List<Listed> found = names.stream()
                .map(name -> Listed.of(root.resolve(name), onBad))
                .filter(listed -> !listed.isEmpty())
                .toList();
        return found.stream()
                .filter(listed -> listed.isLabelled() || !training.isLabelled())
                .findFirst()
                .or(() -> found.stream().findFirst());
    }

    private static Optional<String> only(Path root, List<String> names, Set<String> split) {
        List<String> found = names.stream().filter(name -> split.contains(name.toLowerCase(Locale.ROOT))).toList();
        if (found.size() > 1) {
            throw new InvalidInputException(root + ": found the folders " + String.join(" and ", found)
                    + ", expected one of them, or the keys path and testPath to name the folders");
        }
        return found.stream().findFirst();
    }

    private static String remark(List<String> names, Path train, Path test) {
        List<String> unused = new ArrayList<>(names);
        unused.removeIf(name -> train.endsWith(name) || test.endsWith(name));
        return "training images are those in " + train + ", "
                + (test.equals(train) ? "test images the same" : "test images those in " + test)
                + (unused.isEmpty() ? "" : "; not used: " + String.join(", ", unused));
    }
}
