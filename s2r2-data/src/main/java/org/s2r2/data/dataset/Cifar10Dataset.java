package org.s2r2.data.dataset;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.Split;
import org.s2r2.data.image.RgbImage;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;

/**
 * CIFAR-10 in its binary version (Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009): records
 * of one label byte and 1024 red, 1024 green and 1024 blue bytes, row by row. The training set is all files {@code
 * data_batch_*.bin} present, in the order of their names, the test set is {@code test_batch.bin}.
 */
final class Cifar10Dataset implements ImageDataset {

    private static final int SIDE = 32;
    private static final int PLANE = SIDE * SIDE;
    private static final int RECORD = 1 + 3 * PLANE;
    private static final int CLASSES = 10;

    private final String description;
    private final RecordFiles records;
    private final byte[] labels;
    private final List<String> classNames;
    private final int size;

    private Cifar10Dataset(Path folder, Split split, RecordFiles records, byte[] labels, List<String> classNames,
            int limit) {
        this.records = records;
        this.labels = labels;
        this.classNames = classNames;
        this.size = limit == 0 ? records.size() : Math.min(limit, records.size());
        String part = split.name().toLowerCase(Locale.ROOT);
        this.description = "cifar10 " + part + " of " + folder + ", " + size + " images";
    }

    /** Keys: {@code path}, the folder of the files; {@code limit}, how many images to take, 0 (the default) for all. */
    private record Keys(Path folder, int limit) {}

    private static Keys read(Settings settings) {
        return new Keys(settings.requiredPath("path"), settings.integer("limit", 0, 0, Integer.MAX_VALUE));
    }

    static void readKeys(Settings settings) {
        read(settings);
    }

    static ImageDataset open(Settings settings, Split split) {
        Keys keys = read(settings);
        Path folder = keys.folder;
        if (!Files.isDirectory(folder)) {
            throw settings.invalid("path", folder.toString(), "an existing folder (CIFAR-10's binary version)");
        }
        try {
            List<Path> files = batchFiles(folder, split);
            if (files.isEmpty()) {
                throw new InvalidInputException(folder + " holds no "
                        + (split == Split.TRAIN ? "data_batch_*.bin" : "test_batch.bin")
                        + ", expected the files of CIFAR-10's binary version");
            }
            List<String> names = ClassNames.read(folder.resolve("batches.meta.txt"), CLASSES);
            ByteArrayOutputStream labels = new ByteArrayOutputStream();
            for (Path file : files) {
                labels.write(labels(file));
            }
            return new Cifar10Dataset(
                    folder, split, new RecordFiles(files, RECORD), labels.toByteArray(), names, keys.limit);
        } catch (IOException e) {
            throw new InvalidInputException("cannot read CIFAR-10 from " + folder + ": " + e.getMessage(), e);
        }
    }

    private static List<Path> batchFiles(Path folder, Split split) throws IOException {
        if (split == Split.TEST) {
            Path file = folder.resolve("test_batch.bin");
            return Files.exists(file) ? List.of(file) : List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(file -> file.getFileName().toString().matches("data_batch_.*\\.bin"))
                    .sorted()
                    .toList();
        }
    }

    private static byte[] labels(Path file) throws IOException {
        try (RecordFiles records = new RecordFiles(List.of(file), RECORD)) {
            byte[] labels = new byte[records.size()];
            for (int i = 0; i < labels.length; i++) {
                labels[i] = records.record(i)[0];
                if ((labels[i] & 0xff) >= CLASSES) {
                    throw new InvalidInputException(file + " has label " + (labels[i] & 0xff) + " at image " + i
                            + ", expected 0 to 9 (CIFAR-10's binary version)");
                }
            }
            return labels;
        }
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public RgbImage image(int index) {
        byte[] record = records.record(Objects.checkIndex(index, size));
        byte[] pixels = new byte[3 * PLANE];
        for (int i = 0; i < PLANE; i++) {
            pixels[3 * i] = record[1 + i];
            pixels[3 * i + 1] = record[1 + PLANE + i];
            pixels[3 * i + 2] = record[1 + 2 * PLANE + i];
        }
        return new RgbImage(SIDE, SIDE, pixels);
    }

    @Override
    public int label(int index) {
        return labels[Objects.checkIndex(index, size)];
    }

    @Override
    public List<String> classNames() {
        return classNames;
    }

    @Override
    public void close() {
        records.close();
    }
}
