package org.s2r2.data.dataset;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.image.RgbImage;

/**
 * Images of STL-10. In the files each is a red, a green and a blue plane of 96 columns of 96 values, from top to
 * bottom: rows and columns are exchanged here, so that images are upright.
 */
final class Stl10Dataset implements ImageDataset {

    private static final int SIDE = 96;
    private static final int PLANE = SIDE * SIDE;

    static final int IMAGE_BYTES = 3 * PLANE;

    private final String description;
    private final RecordFiles records;
    private final byte[] labels;
    private final List<String> classNames;
    private final List<int[]> folds;

    /** @param labels of the first images; those behind have none */
    Stl10Dataset(String part, Path folder, RecordFiles records, byte[] labels, List<String> classNames,
            List<int[]> folds) {
        this.records = records;
        this.labels = labels;
        this.classNames = classNames;
        this.folds = folds;
        this.description = "stl10 " + part + " of " + folder + ", " + records.size() + " images";
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public int size() {
        return records.size();
    }

    @Override
    public RgbImage image(int index) {
        byte[] planes = records.record(index);
        byte[] pixels = new byte[IMAGE_BYTES];
        for (int y = 0, to = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                int from = x * SIDE + y;
                pixels[to++] = planes[from];
                pixels[to++] = planes[from + PLANE];
                pixels[to++] = planes[from + 2 * PLANE];
            }
        }
        return new RgbImage(SIDE, SIDE, pixels);
    }

    @Override
    public int label(int index) {
        return Objects.checkIndex(index, size()) < labels.length ? labels[index] : -1;
    }

    @Override
    public List<String> classNames() {
        return classNames;
    }

    @Override
    public List<int[]> folds() {
        return folds.stream().map(int[]::clone).toList();
    }

    @Override
    public void close() {
        records.close();
    }
}
