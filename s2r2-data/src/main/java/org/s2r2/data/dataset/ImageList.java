package org.s2r2.data.dataset;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.Split;
import org.s2r2.data.dataset.FileList.Row;
import org.s2r2.data.image.ImageFiles.OnBadImage;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;

/** Images whose files a list names, in its order, with the labels that it has. */
final class ImageList {

    private static final Set<String> TEST = Set.of("test", "testing", "val", "valid", "validation");

    private ImageList() {}

    private static ImageDataset dataset(Keys keys, Path list, FileList read, List<String> classNames, HoldOut part) {
        List<String> remarks = new ArrayList<>(read.remark().stream().toList());
        int unused = read.rows().size() - split(read, Split.TRAIN).size() - split(read, Split.TEST).size();
        if (unused > 0) {
            remarks.add(list + ": " + unused + " images are of neither part: beside test images, those of validation are left out");
        }
        Path root = keys.root.orElseGet(() -> list.toAbsolutePath().getParent());
        FileDataset.Listing listing = new FileDataset.Listing();
        List<Row> rows = split(read, part.split());
        for (int i = 0; i < rows.size(); i++) {
            if (part.has(i)) {
                Row row = rows.get(i);
                listing.add(path(list, root, row.file()), row.file(), labels(list, row, classNames));
            }
        }
        if (listing.isEmpty()) {
            throw new InvalidInputException(list + ": lists no images of the "
                    + part.split().name().toLowerCase(Locale.ROOT) + " part");
        }
        if (!Files.exists(listing.firstFile())) {
            throw new InvalidInputException(list + ": its first image is not there: " + listing.firstFile()
                    + "; expected names of files from " + root + ", which the key root says");
        }
        return listing.dataset("list " + list, remarks, new FileDataset.Classes(classNames, false), keys.onBadImage);
    }

    /**
     * Keys: {@code path}, the list; {@code testPath}, the list of the test images; {@code root}, the folder that names of
     * files start from, by default that of {@code path}; {@code imageColumn} and {@code labelColumn}; {@code onBadImage}, skip
     * (default) or fail; {@code holdOut} (0). Without {@code testPath} the test images are the lines whose column of splits
     * says test or val; without such a column, a fraction {@code holdOut} of all lines; with 0 all images are both.
     */
    private record Keys(Path path, Optional<Path> testPath, Optional<Path> root, Optional<String> imageColumn,
            Optional<String> labelColumn, OnBadImage onBadImage, double holdOut) {

        FileList list(Path file) {
            return FileList.read(file, imageColumn, labelColumn);
        }
    }

    private static Keys read(Settings settings) {
        return new Keys(
                settings.requiredPath("path"),
                settings.optionalPath("testPath"),
                settings.optionalPath("root"),
                settings.optionalText("imageColumn"),
                settings.optionalText("labelColumn"),
                settings.choice("onBadImage", OnBadImage.SKIP),
                settings.number("holdOut", 0, 0, 0.9));
    }

    static void readKeys(Settings settings) {
        read(settings);
    }

    static ImageDataset open(Settings settings, Split split) {
        Keys keys = read(settings);
        FileList train = keys.list(keys.path);
        List<String> classNames = classNames(split(train, Split.TRAIN));
        if (split == Split.TEST && keys.testPath.isPresent()) {
            Path path = keys.testPath.get();
            return dataset(keys, path, keys.list(path), classNames, new HoldOut(split, 0));
        }
        boolean held = !train.split() && keys.testPath.isEmpty();
        return dataset(keys, keys.path, train, classNames, new HoldOut(split, held ? keys.holdOut : 0));
    }

    /** The lines of a split; all of them where the list tells none apart. */
    private static List<Row> split(FileList list, Split split) {
        boolean tells = list.split() && list.rows().stream().anyMatch(row -> TEST.contains(row.split()))
                && list.rows().stream().anyMatch(row -> !TEST.contains(row.split()));
        if (!tells) {
            return list.rows();
        }
        String wanted = list.rows().stream().anyMatch(row -> row.split().startsWith("test")) ? "test" : "val";
        return list.rows().stream()
                .filter(row -> split == Split.TEST ? row.split().startsWith(wanted) : !TEST.contains(row.split()))
                .toList();
    }

    /** The labels in their order: as numbers where all are whole numbers, else as text. */
    private static List<String> classNames(List<Row> rows) {
        List<String> labels = rows.stream().map(Row::label).filter(label -> !label.isEmpty()).distinct().sorted().toList();
        return labels.stream().allMatch(label -> label.matches("\\d{1,9}"))
                ? labels.stream().sorted(Comparator.comparingInt(Integer::parseInt)).toList()
                : labels;
    }

    private static int[] labels(Path list, Row row, List<String> classNames) {
        if (row.label().isEmpty()) {
            return new int[0];
        }
        int label = classNames.indexOf(row.label());
        if (label < 0) {
            throw new InvalidInputException(list + ": " + row.file() + " has the label " + row.label()
                    + ", which no training image has");
        }
        return new int[] {label};
    }

    private static Path path(Path list, Path root, String name) {
        try {
            Path given = Path.of(name).normalize();
            if (!given.isAbsolute() && !given.startsWith("..")) {
                return root.resolve(given); // the root as it was given: ".." in it may stand behind a link
            }
            Path path = root.resolve(given).normalize();
            if (path.startsWith(root.normalize())) {
                return path;
            }
        } catch (InvalidPathException e) {
            throw new InvalidInputException(list + ": '" + name + "' is no name of a file", e);
        }
        throw new InvalidInputException(list + ": " + name + " lies outside of " + root
                + ", expected files below the folder that the key root says, such as root: /");
    }
}
