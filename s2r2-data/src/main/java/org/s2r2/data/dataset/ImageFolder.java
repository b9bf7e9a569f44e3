package org.s2r2.data.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.Split;
import org.s2r2.data.image.ImageFiles.OnBadImage;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;

/**
 * Pictures in a folder. Its sub-folders that hold pictures are the classes, sorted by name, with pictures at any depth; where
 * none does, the pictures in the folder itself are the images, without labels.
 */
final class ImageFolder {

    private ImageFolder() {}

    private static ImageDataset dataset(Path root, FolderLayout layout, HoldOut part, OnBadImage onBadImage) {
        boolean train = part.split() == Split.TRAIN;
        ImageTree images = train ? layout.trainImages() : layout.testImages();
        Path folder = train ? layout.train() : layout.test();
        List<String> classNames = List.copyOf(layout.trainImages().folders().keySet());
        FileDataset.Listing listing = new FileDataset.Listing();
        if (classNames.isEmpty()) {
            images.folders().values().forEach(found -> add(listing, root, found, part));
            add(listing, root, images.flat(), part);
        } else {
            for (Map.Entry<String, List<Path>> found : images.folders().entrySet()) {
                int label = classNames.indexOf(found.getKey());
                if (label < 0) {
                    throw new InvalidInputException(folder.resolve(found.getKey()) + " is the folder of a class that the"
                            + " training images do not have; their classes are " + String.join(", ", classNames));
                }
                add(listing, root, found.getValue(), part, label);
            }
            images.leftOut().besideClasses = images.flat().size();
        }
        Optional<String> leftOut = images.leftOut().line();
        if (listing.isEmpty()) {
            throw new InvalidInputException(folder + " holds no images"
                    + (part.fraction() == 0 ? "" : " for the " + part.split().name().toLowerCase(Locale.ROOT)
                            + " part at holdOut: " + part.fraction())
                    + ", expected pictures in it or in its sub-folders" + leftOut.map(line -> "; " + line).orElse(""));
        }
        List<String> remarks =
                Stream.concat(layout.remark().stream(), leftOut.map(line -> folder + ": " + line).stream()).toList();
        return listing.dataset("folder " + folder, remarks, new FileDataset.Classes(classNames, false), onBadImage);
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
        Optional<Path> testPath = keys.testPath.map(folder -> existing(settings, "testPath", folder));
        FolderLayout layout = FolderLayout.of(path, testPath, keys.onBadImage);
        HoldOut part = new HoldOut(split, layout.test().equals(layout.train()) ? keys.holdOut : 0);
        return dataset(path, layout, part, keys.onBadImage);
    }

    private static Path existing(Settings settings, String key, Path folder) {
        if (!Files.isDirectory(folder)) {
            throw settings.invalid(key, folder.toString(), "an existing folder of images");
        }
        return folder;
    }

    private static void add(FileDataset.Listing listing, Path root, List<Path> found, HoldOut part, int... labels) {
        for (int i = 0; i < found.size(); i++) {
            if (part.has(i)) {
                listing.add(found.get(i), FileNames.below(root, found.get(i)), labels);
            }
        }
    }
}
