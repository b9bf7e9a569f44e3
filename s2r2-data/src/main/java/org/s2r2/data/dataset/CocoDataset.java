package org.s2r2.data.dataset;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.Split;
import org.s2r2.data.dataset.CocoAnnotations.Named;
import org.s2r2.data.image.BadImageException;
import org.s2r2.data.image.ImageFiles;
import org.s2r2.data.image.ImageFiles.OnBadImage;
import org.s2r2.data.image.RgbImage;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;

/**
 * Images with any number of labels each, in COCO's format. An image's labels are the categories of its annotations,
 * those of crowds too, counted from 0 in the order of the file's list of categories; an image without annotations has
 * none. Where no image has one, there are no classes, and images do not have any number of labels but none.
 */
final class CocoDataset implements ImageDataset {

    private final String description;
    private final ImageFiles files;
    private final int[][] labels;
    private final List<String> classNames;
    private final List<String> remarks;
    private final List<String> names = new ArrayList<>();

    private CocoDataset(CocoLayout.Part part, HoldOut holdOut, CocoAnnotations annotations, OnBadImage onBadImage) {
        int[][] all = annotations.labels();
        List<Path> paths = new ArrayList<>();
        List<int[]> kept = new ArrayList<>();
        for (int i = 0; i < all.length; i++) {
            if (holdOut.has(i)) {
                paths.add(path(part, annotations.fileNames().get(i)));
                names.add(annotations.fileNames().get(i));
                kept.add(all[i]);
            }
        }
        String split = holdOut.split().name().toLowerCase(Locale.ROOT);
        if (paths.isEmpty()) {
            throw new InvalidInputException(part.annotations() + " lists no images"
                    + (holdOut.fraction() == 0 ? "" : " for the " + split + " part at holdOut: " + holdOut.fraction()));
        }
        this.files = new ImageFiles(paths, onBadImage);
        this.labels = kept.toArray(int[][]::new);
        this.classNames = annotations.categories().stream().map(Named::name).toList();
        this.remarks = annotations.remarks();
        this.description = "coco " + split + " of " + part.images() + ", " + files.size() + " images"
                + (classNames.isEmpty() ? " without labels" : ", " + classNames.size() + " classes");
    }

    /**
     * Keys: {@code path}, the folder that the others are relative to; {@code trainAnnotations} and {@code
     * testAnnotations}, {@code trainImages} and {@code testImages}, by default what {@link CocoLayout} finds; {@code
     * onBadImage}, skip (default) or fail; {@code holdOut} (0), the fraction of the training images that is test images
     * instead where there are no others.
     */
    static void readKeys(Settings settings) {
        CocoLayout.readKeys(settings);
        onBadImage(settings);
        holdOut(settings);
    }

    private static OnBadImage onBadImage(Settings settings) {
        return settings.choice("onBadImage", OnBadImage.SKIP);
    }

    private static double holdOut(Settings settings) {
        return settings.number("holdOut", 0, 0, 0.9);
    }

    static ImageDataset open(Settings settings, Split split) {
        CocoLayout layout = new CocoLayout(settings);
        CocoLayout.Part train = layout.train();
        CocoLayout.Part test = layout.test().orElse(train);
        OnBadImage onBadImage = onBadImage(settings);
        double holdOut = holdOut(settings);
        CocoLayout.Part part = split == Split.TRAIN ? train : test;
        CocoAnnotations annotations = CocoAnnotations.read(part.annotations());
        if (!part.equals(train)) {
            requireSameClasses(annotations, train, test);
        }
        return new CocoDataset(part, new HoldOut(split, test.equals(train) ? holdOut : 0), annotations, onBadImage);
    }

    /** Where both have labels. */
    private static void requireSameClasses(CocoAnnotations annotations, CocoLayout.Part train, CocoLayout.Part test) {
        if (annotations.categories().isEmpty()) {
            return;
        }
        List<Named> expected = CocoAnnotations.categories(train.annotations());
        if (!expected.isEmpty() && !annotations.categories().equals(expected)) {
            throw new InvalidInputException(test.annotations()
                    + " lists other categories, or in another order, expected those of " + train.annotations());
        }
    }

    private static Path path(CocoLayout.Part part, String name) {
        try {
            Path relative = Path.of(name).normalize();
            if (!relative.isAbsolute() && !relative.startsWith("..") && !relative.toString().isEmpty()) {
                return part.images().resolve(relative);
            }
        } catch (InvalidPathException e) {
            throw new InvalidInputException(part.annotations() + ": file_name '" + name + "' is no name of a file", e);
        }
        throw new InvalidInputException(
                part.annotations() + ": file_name '" + name + "' lies outside of " + part.images());
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public int size() {
        return files.size();
    }

    @Override
    public RgbImage image(int index) throws BadImageException {
        return files.image(index);
    }

    /** The {@code file_name} of the image. */
    @Override
    public String name(int index) {
        return names.get(index);
    }

    @Override
    public int label(int index) {
        return -1;
    }

    @Override
    public int[] labels(int index) {
        return labels[index].clone();
    }

    @Override
    public boolean multiLabel() {
        return !classNames.isEmpty();
    }

    @Override
    public List<String> classNames() {
        return classNames;
    }

    @Override
    public List<String> remarks() {
        return remarks;
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
