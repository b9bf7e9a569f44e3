package org.s2r2.data.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.Split;
import org.s2r2.data.image.BadImageException;
import org.s2r2.data.image.ImageFiles;
import org.s2r2.data.image.ImageFiles.OnBadImage;
import org.s2r2.data.image.RgbImage;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;

/**
 * Pictures in a folder. Its sub-folders that hold pictures are the classes, sorted by name, with pictures at any depth; where
 * none does, the pictures in the folder itself are the images, without labels. Files are decoded when they are asked for.
 */
final class FolderDataset implements ImageDataset {

    private final Path root;
    private final Path folder;
    private final List<String> classNames;
    private final ImageFiles files;
    private final List<Path> paths = new ArrayList<>();
    private final List<Integer> labels = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    private FolderDataset(Path root, FolderLayout layout, HoldOut part, OnBadImage onBadImage) {
        boolean train = part.split() == Split.TRAIN;
        ImageTree images = train ? layout.trainImages() : layout.testImages();
        this.root = root;
        this.folder = train ? layout.train() : layout.test();
        this.classNames = List.copyOf(layout.trainImages().folders().keySet());
        if (classNames.isEmpty()) {
            images.folders().values().forEach(found -> add(found, -1, part));
            add(images.flat(), -1, part);
        } else {
            for (Map.Entry<String, List<Path>> found : images.folders().entrySet()) {
                int label = classNames.indexOf(found.getKey());
                if (label < 0) {
                    throw new InvalidInputException(folder.resolve(found.getKey()) + " is the folder of a class that the"
                            + " training images do not have; their classes are " + String.join(", ", classNames));
                }
                add(found.getValue(), label, part);
            }
            images.leftOut().besideClasses = images.flat().size();
        }
        if (paths.isEmpty()) {
            throw new InvalidInputException(folder + " holds no images"
                    + (part.fraction() == 0 ? "" : " for the " + part.split().name().toLowerCase(Locale.ROOT)
                            + " part at holdOut: " + part.fraction())
                    + ", expected pictures in it or in its sub-folders" + images.leftOut().line().map(line -> "; " + line).orElse(""));
        }
        layout.remark().ifPresent(remarks::add);
        images.leftOut().line().ifPresent(line -> remarks.add(folder + ": " + line));
        this.files = new ImageFiles(paths, onBadImage);
    }

    /**
     * Keys: {@code path}, the folder; {@code testPath}, the folder of the test images; {@code onBadImage}, skip
     * (default) or fail; {@code holdOut} (0). Without {@code testPath} the test images are where {@link FolderLayout} finds
     * them. Where there are none, a fraction {@code holdOut} of each class is the test images and the rest the training
     * images; with 0 all images are both.
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
        FolderLayout layout = FolderLayout.of(path, testPath, keys.onBadImage);
        HoldOut part = new HoldOut(split, layout.test().equals(layout.train()) ? keys.holdOut : 0);
        return new FolderDataset(path, layout, part, keys.onBadImage);
    }

    private static Path existing(Settings settings, String key, Path folder) {
        if (!Files.isDirectory(folder)) {
            throw settings.invalid(key, folder.toString(), "an existing folder of images");
        }
        return folder;
    }

    private void add(List<Path> found, int label, HoldOut part) {
        for (int i = 0; i < found.size(); i++) {
            if (part.has(i)) {
                paths.add(found.get(i));
                labels.add(label);
            }
        }
    }

    @Override
    public String description() {
        return "folder " + folder + ", " + size() + " images, "
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

    /** The path of the file from the folder that the key {@code path} names. */
    @Override
    public String name(int index) {
        return FileNames.below(root, paths.get(index));
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
