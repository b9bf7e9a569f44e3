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
import org.s2r2.data.image.BadImageException;
import org.s2r2.data.image.ImageFiles;
import org.s2r2.data.image.ImageFiles.OnBadImage;
import org.s2r2.data.image.RgbImage;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;

/** Images whose files a list names, in its order, with the labels that it has. Files are decoded when they are asked for. */
final class ListDataset implements ImageDataset {

    private static final Set<String> TEST = Set.of("test", "testing", "val", "valid", "validation");

    private final Path list;
    private final List<Row> rows = new ArrayList<>();
    private final List<String> classNames;
    private final List<Integer> labels = new ArrayList<>();
    private final List<String> remarks;
    private final ImageFiles files;

    private ListDataset(Keys keys, Path list, FileList read, List<String> classNames, HoldOut part) {
        this.list = list;
        this.classNames = classNames;
        this.remarks = new ArrayList<>(read.remark().stream().toList());
        int unused = read.rows().size() - split(read, Split.TRAIN).size() - split(read, Split.TEST).size();
        if (unused > 0) {
            remarks.add(list + ": " + unused + " images are of neither part: beside test images, those of validation are left out");
        }
        List<Row> split = split(read, part.split());
        for (int i = 0; i < split.size(); i++) {
            if (part.has(i)) {
                rows.add(split.get(i));
            }
        }
        if (rows.isEmpty()) {
            throw new InvalidInputException(list + ": lists no images of the "
                    + part.split().name().toLowerCase(Locale.ROOT) + " part");
        }
        Path root = keys.root.orElseGet(() -> list.toAbsolutePath().normalize().getParent());
        List<Path> paths = new ArrayList<>();
        for (Row row : rows) {
            paths.add(path(root, row.file()));
            labels.add(label(row));
        }
        if (!Files.exists(paths.get(0))) {
            throw new InvalidInputException(list + ": its first image is not there: " + paths.get(0)
                    + "; expected names of files from " + root + ", which the key root says");
        }
        this.files = new ImageFiles(paths, keys.onBadImage);
    }

    /**
     * Keys: {@code path}, the list; {@code testPath}, the list of the test images; {@code root}, the folder that names of
     * files start from, by default that of {@code path}; {@code imageColumn} and {@code labelColumn}; {@code onBadImage}, skip
     * (default) or fail; {@code holdOut} (0). Without {@code testPath} the test images are the lines whose column of splits
     * says test or val; without such a column, a fraction {@code holdOut} of all lines; with 0 all images are both.
     */
    private record Keys(Path path, Optional<Path> testPath, Optional<Path> root, String imageColumn, String labelColumn,
            OnBadImage onBadImage, double holdOut) {

        FileList list(Path file) {
            return FileList.read(file, imageColumn, labelColumn);
        }
    }

    private static Keys read(Settings settings) {
        return new Keys(
                settings.requiredPath("path"),
                settings.optionalPath("testPath"),
                settings.optionalPath("root"),
                settings.optionalText("imageColumn").orElse(null),
                settings.optionalText("labelColumn").orElse(null),
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
            return new ListDataset(keys, path, keys.list(path), classNames, new HoldOut(split, 0));
        }
        boolean held = !train.split() && keys.testPath.isEmpty();
        return new ListDataset(keys, keys.path, train, classNames, new HoldOut(split, held ? keys.holdOut : 0));
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

    private int label(Row row) {
        int label = row.label().isEmpty() ? -1 : classNames.indexOf(row.label());
        if (label < 0 && !row.label().isEmpty()) {
            throw new InvalidInputException(list + ": " + row.file() + " has the label " + row.label()
                    + ", which no training image has");
        }
        return label;
    }

    private Path path(Path root, String name) {
        try {
            Path path = root.resolve(name).normalize();
            if (path.startsWith(root.normalize())) {
                return path;
            }
        } catch (InvalidPathException e) {
            throw new InvalidInputException(list + ": '" + name + "' is no name of a file", e);
        }
        throw new InvalidInputException(list + ": " + name + " lies outside of " + root
                + ", expected files below the folder that the key root says, such as root: /");
    }

    @Override
    public String description() {
        return "list " + list + ", " + size() + " images, "
                + (classNames.isEmpty() ? "unlabelled" : classNames.size() + " classes");
    }

    @Override
    public List<String> remarks() {
        return List.copyOf(remarks);
    }

    @Override
    public int size() {
        return files.size();
    }

    @Override
    public RgbImage image(int index) throws BadImageException {
        return files.image(index);
    }

    /** The name of the file as the list has it. */
    @Override
    public String name(int index) {
        return rows.get(index).file();
    }

    @Override
    public int label(int index) {
        return labels.get(index);
    }

    @Override
    public List<String> classNames() {
        return classNames;
    }

    @Override
    public int badImages() {
        return files.badImages();
    }

    @Override
    public void close() {
        // Files are opened and closed by each read.
    }
}
