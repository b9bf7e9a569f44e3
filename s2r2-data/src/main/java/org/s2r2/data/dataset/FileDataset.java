package org.s2r2.data.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.image.BadImageException;
import org.s2r2.data.image.ImageFiles;
import org.s2r2.data.image.ImageFiles.OnBadImage;
import org.s2r2.data.image.RgbImage;

/** Images in files of their own, which are decoded when they are asked for. */
final class FileDataset implements ImageDataset {

    private final String description;
    private final List<String> remarks;
    private final Classes classes;
    private final ImageFiles files;
    private final List<Entry> entries;

    /** An image: its file, what it is called in lists, and its labels, ascending. */
    private record Entry(Path file, String name, int[] labels) {}

    /**
     * The classes of a dataset.
     *
     * @param names in the order of the labels; none where images have no labels
     * @param several whether an image can have any number of them
     */
    record Classes(List<String> names, boolean several) {

        /** Words for the end of a description. */
        private String words() {
            return names.isEmpty() ? "unlabelled" : names.size() + " classes";
        }
    }

    private FileDataset(String where, List<String> remarks, Classes classes, List<Entry> entries, OnBadImage onBadImage) {
        this.description = where + ", " + entries.size() + " images, " + classes.words();
        this.remarks = List.copyOf(remarks);
        this.classes = classes;
        this.entries = entries;
        this.files = new ImageFiles(entries.stream().map(Entry::file).toList(), onBadImage);
    }

    /** The images of a dataset in their order, while they are gathered. */
    static final class Listing {

        private final List<Entry> entries = new ArrayList<>();

        void add(Path file, String name, int... labels) {
            entries.add(new Entry(file, name, labels));
        }

        boolean isEmpty() {
            return entries.isEmpty();
        }

        Path firstFile() {
            return entries.get(0).file;
        }

        /**
         * The dataset.
         *
         * @param where what it is and where it came from, for its description
         * @param remarks what was left out or assumed
         */
        FileDataset dataset(String where, List<String> remarks, Classes classes, OnBadImage onBadImage) {
            return new FileDataset(where, remarks, classes, entries, onBadImage);
        }
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public List<String> remarks() {
        return remarks;
    }

    @Override
    public int size() {
        return entries.size();
    }

    @Override
    public RgbImage image(int index) throws BadImageException {
        return files.image(index);
    }

    @Override
    public String name(int index) {
        return entries.get(index).name;
    }

    @Override
    public Optional<Path> file(int index) {
        return Optional.of(entries.get(index).file);
    }

    @Override
    public int label(int index) {
        int[] labels = entries.get(index).labels;
        return classes.several || labels.length == 0 ? -1 : labels[0];
    }

    @Override
    public int[] labels(int index) {
        return entries.get(index).labels.clone();
    }

    @Override
    public boolean multiLabel() {
        return classes.several;
    }

    @Override
    public List<String> classNames() {
        return classes.names;
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
