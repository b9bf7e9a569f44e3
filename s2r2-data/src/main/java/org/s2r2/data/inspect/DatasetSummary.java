package org.s2r2.data.inspect;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.s2r2.data.ImageDataset;

/**
 * What a dataset has.
 *
 * @param description the dataset's own
 * @param remarks what was left out or assumed when it was opened
 * @param images how many are listed
 * @param classes how many images have each label, in the order of the labels; empty where there are no labels
 * @param multiLabel whether an image can have any number of labels
 * @param unlabelled how many images have no label
 * @param folds how many folds its authors fixed
 * @param decoded how many images, spread evenly, were decoded for the sizes
 * @param bad how many of those cannot be decoded
 * @param width the smallest and the largest width of a decoded image in pixels; zeros where none can be decoded
 * @param height likewise
 */
public record DatasetSummary(String description, List<String> remarks, int images, Map<String, Integer> classes, boolean multiLabel,
        int unlabelled, int folds, int decoded, int bad, Range width, Range height) {

    /** The smallest and the largest of some values. */
    public record Range(int min, int max) {

        private static final Range NONE = new Range(0, 0);

        private Range with(int value) {
            return equals(NONE) ? new Range(value, value) : new Range(Math.min(min, value), Math.max(max, value));
        }

        @Override
        public String toString() {
            return min == max ? String.valueOf(min) : min + " to " + max;
        }
    }

    /** Counts the labels of all images and decodes at most {@code sample}, at least 1, for their sizes. */
    public static DatasetSummary of(ImageDataset images, int sample) {
        List<String> names = images.classNames();
        int[] counts = new int[names.size()];
        int unlabelled = 0;
        for (int i = 0; i < images.size(); i++) {
            int[] labels = images.labels(i);
            unlabelled += labels.length == 0 ? 1 : 0;
            for (int label : labels) {
                counts[label]++;
            }
        }
        Map<String, Integer> classes = new LinkedHashMap<>();
        for (int label = 0; label < counts.length; label++) {
            classes.merge(names.get(label), counts[label], Integer::sum);
        }
        Range[] sizes = {Range.NONE, Range.NONE};
        int bad = Sample.of(images, sample, (image, index) -> {
            sizes[0] = sizes[0].with(image.width());
            sizes[1] = sizes[1].with(image.height());
        });
        return new DatasetSummary(images.description(), images.remarks(), images.size(), classes, images.multiLabel(), unlabelled,
                images.folds().size(), Math.min(sample, images.size()) - bad, bad, sizes[0], sizes[1]);
    }
}
