package org.s2r2.experiment;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.s2r2.data.DatasetFingerprint;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.SubsetDataset;
import org.s2r2.settings.InvalidInputException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds test images that are training images too, which would be their own nearest neighbours. */
final class SameImages {

    private static final Logger LOG = LoggerFactory.getLogger(SameImages.class);

    private SameImages() {}

    /**
     * Whether each test image is to be left out of its own neighbours: if the test images are the training images, of
     * which the log warns, or if that was asked for.
     *
     * @param train all labelled training images
     * @param test all test images
     * @param asked whether image i of both is said to be the same
     * @param threads how many threads decode, at least 1
     * @throws InvalidInputException if it was asked for and there are more of one than of the other
     */
    static boolean leaveOneOut(ImageDataset train, ImageDataset test, boolean asked, int threads) {
        if (asked && train.size() != test.size()) {
            throw new InvalidInputException("--leave-one-out: found the test images " + test.description()
                    + ", expected those of " + train.description() + " in the same order");
        }
        boolean same = DatasetFingerprint.same(train, test, threads);
        if (same) {
            LOG.warn("the test images are the training images: each is left out of its own neighbours, and the figures of"
                    + " linear probes are of images that they were fitted on");
        }
        return same || asked;
    }

    /**
     * For every row of test features the row of training features that is the same image, or -1.
     *
     * @param trainImages the images of {@code train}; image i of the whole dataset is image i of {@code testImages}'
     */
    static int[] ownRows(Features train, ImageDataset trainImages, Features test, ImageDataset testImages) {
        int[] known = wholeIndices(train, trainImages);
        return IntStream.of(wholeIndices(test, testImages))
                .map(image -> Math.max(-1, Arrays.binarySearch(known, image)))
                .toArray();
    }

    /** Ascending, as the rows of features are. */
    private static int[] wholeIndices(Features features, ImageDataset images) {
        return IntStream.of(features.indices()).map(index -> SubsetDataset.wholeIndex(images, index)).toArray();
    }
}
