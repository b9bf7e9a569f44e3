package org.s2r2.data.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.Split;
import org.s2r2.data.image.BadImageException;
import org.s2r2.data.image.ImageFile;
import org.s2r2.data.image.ImageFiles;
import org.s2r2.data.image.ImageFiles.OnBadImage;
import org.s2r2.data.image.RgbImage;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;

/**
 * JPEG and PNG files in a folder. Its sub-folders are the classes, sorted by name, with images at any depth; a folder
 * with images and no sub-folders is unlabelled. Files are decoded when they are asked for.
 */
final class FolderDataset implements ImageDataset {

    private final Path root;
    private final HoldOut part;
    private final List<String> classNames;
    private final ImageFiles files;
    private final List<Integer> labels = new ArrayList<>();

    private FolderDataset(Path root, HoldOut part, List<String> classNames, OnBadImage onBadImage) throws IOException {
        this.root = root;
        this.part = part;
        this.classNames = classNames;
        List<Path> found = new ArrayList<>();
        if (classNames.isEmpty()) {
            add(root, -1, 1, found);
        } else {
            for (String name : subFolders(root)) {
                int label = classNames.indexOf(name);
                if (label < 0) {
                    throw new InvalidInputException(root.resolve(name) + " is the folder of a class that the training"
                            + " images do not have; their classes are " + String.join(", ", classNames));
                }
                add(root.resolve(name), label, Integer.MAX_VALUE, found);
            }
        }
        if (found.isEmpty()) {
            throw new InvalidInputException(root + " holds no images"
                    + (part.fraction() == 0 ? "" : " for the " + part.split().name().toLowerCase(Locale.ROOT)
                            + " part at holdOut: " + part.fraction())
                    + ", expected .jpg, .jpeg or .png files in it or in its sub-folders");
        }
        this.files = new ImageFiles(found, onBadImage);
    }

    /**
     * Keys: {@code path}, the folder; {@code testPath}, the folder of the test images; {@code onBadImage}, skip
     * (default) or fail; {@code holdOut} (0). Without {@code testPath} the test images are in {@code path/test} or {@code
     * path/val} where {@code path/train} is beside it. Without those too, a fraction {@code holdOut} of each class is
     * the test images and the rest the training images; with 0 all images are both.
     */
    private record Keys(Path path, Optional<Path> testPath, OnBadImage onBadImage, double holdOut) {}

    private static Keys read(Settings settings) {
        return new Keys(
                settings.requiredPath("path"),
                settings.optionalPath("testPath"),
                settings.choice("onBadImage", OnBadImage.SKIP),
                settings.number("holdOut", 0, 0, 0.9));
    }

    static void readKeys(Settings settings) {
        read(settings);
    }

    static ImageDataset open(Settings settings, Split split) {
        Keys keys = read(settings);
        Path path = existing(settings, "path", keys.path);
        Path testPath = keys.testPath
                .map(folder -> existing(settings, "testPath", folder))
                .orElse(null);
        Path train = path;
        Path test = path;
        for (String name : List.of("val", "test")) {
            if (Files.isDirectory(path.resolve("train")) && Files.isDirectory(path.resolve(name))) {
                train = path.resolve("train");
                test = path.resolve(name);
            }
        }
        test = testPath == null ? test : testPath;
        HoldOut part = new HoldOut(split, test.equals(train) ? keys.holdOut : 0);
        try {
            return new FolderDataset(split == Split.TRAIN ? train : test, part, subFolders(train), keys.onBadImage);
        } catch (IOException | UncheckedIOException e) {
            throw new InvalidInputException("cannot list the images of " + path + ": " + e.getMessage(), e);
        }
    }

    private static Path existing(Settings settings, String key, Path folder) {
        if (!Files.isDirectory(folder)) {
            throw settings.invalid(key, folder.toString(), "an existing folder of images");
        }
        return folder;
    }

    private static List<String> subFolders(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isDirectory)
                    .map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    private void add(Path folder, int label, int depth, List<Path> found) throws IOException {
        try (Stream<Path> entries = Files.walk(folder, depth, FileVisitOption.FOLLOW_LINKS)) {
            List<Path> images = entries.filter(ImageFile::hasImageName).filter(Files::isRegularFile).sorted().toList();
            for (int i = 0; i < images.size(); i++) {
                if (part.has(i)) {
                    found.add(images.get(i));
                    labels.add(label);
                }
            }
        }
    }

    @Override
    public String description() {
        return "folder " + root + ", " + size() + " images, "
                + (classNames.isEmpty() ? "unlabelled" : classNames.size() + " classes");
    }

    @Override
    public int size() {
        return files.size();
    }

    @Override
    public RgbImage image(int index) throws BadImageException {
        return files.image(index);
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
