package org.s2r2.data.dataset;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.Split;
import org.s2r2.data.dataset.CocoAnnotations.Named;
import org.s2r2.data.image.ImageFiles.OnBadImage;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;

/**
 * Images with any number of labels each, in COCO's format. An image's labels are the categories of its annotations,
 * those of crowds too, counted from 0 in the order of the file's list of categories; an image without annotations has
 * none. Where no image has one, there are no classes, and images do not have any number of labels but none.
 */
final class Coco {

    private Coco() {}

    private static ImageDataset dataset(CocoLayout.Part part, HoldOut holdOut, CocoAnnotations annotations,
            OnBadImage onBadImage) {
        int[][] labels = annotations.labels();
        FileDataset.Listing listing = new FileDataset.Listing();
        for (int i = 0; i < labels.length; i++) {
            if (holdOut.has(i)) {
                String name = annotations.fileNames().get(i);
                listing.add(path(part, name), name, labels[i]);
            }
        }
        String split = holdOut.split().name().toLowerCase(Locale.ROOT);
        if (listing.isEmpty()) {
            throw new InvalidInputException(part.annotations() + " lists no images"
                    + (holdOut.fraction() == 0 ? "" : " for the " + split + " part at holdOut: " + holdOut.fraction()));
        }
        List<String> classNames = annotations.categories().stream().map(Named::name).toList();
        return listing.dataset("coco " + split + " of " + part.images(), annotations.remarks(),
                new FileDataset.Classes(classNames, !classNames.isEmpty()), onBadImage);
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
        return dataset(part, new HoldOut(split, test.equals(train) ? holdOut : 0), annotations, onBadImage);
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
}
