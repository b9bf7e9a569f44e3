package org.s2r2.data.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.s2r2.data.DatasetFactory;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.Split;
import org.s2r2.file.InputFile;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;

/**
 * STL-10 in its binary version (Coates, Ng and Lee, "An Analysis of Single-Layer Networks in Unsupervised Feature
 * Learning", AISTATS 2011): 5,000 labelled training images in ten predefined folds, 8,000 labelled test images and
 * 100,000 unlabelled ones. Only the files that are needed have to be there; {@code class_names.txt} and {@code
 * fold_indices.txt} never have to.
 *
 * <p>Keys: {@code path}, the folder of the files; {@code trainOn}, what encoders are pretrained on: {@code unlabeled},
 * {@code train} or {@code train+unlabeled} (the default, and the name that torchvision has for it; training images come
 * first).
 */
final class Stl10 implements DatasetFactory {

    private static final int CLASSES = 10;
    private static final int FOLDS = 10;
    private static final Pattern INDEX = Pattern.compile("\\d{1,9}");
    private static final String TRAIN = "train";
    private static final String TEST = "test";
    private static final String UNLABELED = "unlabeled";
    private static final String BOTH = "train+unlabeled";

    /** The values of the keys. */
    private record Keys(Path folder, String trainOn) {}

    private interface Dataset {
        ImageDataset of(RecordFiles images) throws IOException;
    }

    private static String trainOn(Settings settings) {
        return settings.choice("trainOn", BOTH, List.of(TRAIN, UNLABELED, BOTH));
    }

    @Override
    public boolean readKeys(Settings settings) {
        settings.requiredPath("path");
        trainOn(settings);
        return true;
    }

    @Override
    public boolean learnsFromUnlabelledAlone(Settings settings) {
        return trainOn(settings).equals(UNLABELED);
    }

    private static Keys read(Settings settings) {
        Path folder = settings.requiredPath("path");
        String trainOn = trainOn(settings);
        if (!Files.isDirectory(folder)) {
            throw settings.invalid("path", folder.toString(), "an existing folder (STL-10's binary version)");
        }
        return new Keys(folder, trainOn);
    }

    @Override
    public ImageDataset open(Settings settings, Split split) {
        Keys keys = read(settings);
        String part = split == Split.TRAIN ? TRAIN : TEST;
        return open(keys, images -> new Stl10Dataset(part, keys.folder, images, labels(keys, part), names(keys),
                split == Split.TRAIN ? folds(keys) : List.of()), part);
    }

    @Override
    public ImageDataset openForPretraining(Settings settings) {
        Keys keys = read(settings);
        return switch (keys.trainOn) {
            case TRAIN -> open(settings, Split.TRAIN);
            case UNLABELED -> open(keys, images -> new Stl10Dataset(
                    UNLABELED, keys.folder, images, new byte[0], List.of(), List.of()), UNLABELED);
            default -> open(keys, images -> new Stl10Dataset(
                    BOTH, keys.folder, images, labels(keys, TRAIN), names(keys), List.of()), TRAIN, UNLABELED);
        };
    }

    private static ImageDataset open(Keys keys, Dataset dataset, String... parts) {
        try {
            List<Path> files = Stream.of(parts).map(part -> existing(keys, part + "_X.bin")).toList();
            RecordFiles images = new RecordFiles(files, Stl10Dataset.IMAGE_BYTES);
            try {
                return dataset.of(images);
            } catch (IOException | RuntimeException e) {
                images.close();
                throw e;
            }
        } catch (IOException e) {
            throw new InvalidInputException("cannot read STL-10 from " + keys.folder + ": " + e.getMessage(), e);
        }
    }

    private static Path existing(Keys keys, String name) {
        Path file = keys.folder.resolve(name);
        if (!Files.exists(file)) {
            throw new InvalidInputException(keys.folder + " holds no " + name + ", expected it beside the other files"
                    + " of STL-10's binary version, as encoders are pretrained on trainOn: " + keys.trainOn
                    + " and judged on the labelled train and test files" + advice(keys));
        }
        return file;
    }

    private static String advice(Keys keys) {
        if (!Files.exists(keys.folder.resolve(UNLABELED + "_X.bin"))) {
            return "";
        }
        return keys.trainOn.equals(UNLABELED)
                ? "; embed --data pretrain takes the images of unlabeled_X.bin"
                : "; trainOn: unlabeled takes the images of unlabeled_X.bin alone";
    }

    /** The classes, counted from 0, of as many images as the part has; in the file they are counted from 1. */
    private static byte[] labels(Keys keys, String part) throws IOException {
        Path file = existing(keys, part + "_y.bin");
        long images = Files.size(existing(keys, part + "_X.bin")) / Stl10Dataset.IMAGE_BYTES;
        byte[] labels = InputFile.bytes(file, Integer.MAX_VALUE - 8, "labels of STL-10");
        if (labels.length != images) {
            throw new InvalidInputException(file + " has " + labels.length + " labels, expected one for each of the "
                    + images + " images of " + part + "_X.bin");
        }
        for (int i = 0; i < labels.length; i++) {
            int label = labels[i] & 0xff;
            if (label < 1 || label > CLASSES) {
                throw new InvalidInputException(
                        file + " has label " + label + " at byte " + i + ", expected 1 to " + CLASSES);
            }
            labels[i] = (byte) (label - 1);
        }
        return labels;
    }

    private static List<String> names(Keys keys) {
        return ClassNames.read(keys.folder.resolve("class_names.txt"), CLASSES);
    }

    private static List<int[]> folds(Keys keys) throws IOException {
        Path file = keys.folder.resolve("fold_indices.txt");
        if (!Files.exists(file)) {
            return List.of();
        }
        List<String> lines = ClassNames.lines(file, "STL-10's folds");
        if (lines.size() != FOLDS) {
            throw new InvalidInputException(file + " has " + lines.size() + " folds, expected " + FOLDS + " lines");
        }
        long images = Files.size(keys.folder.resolve("train_X.bin")) / Stl10Dataset.IMAGE_BYTES;
        List<int[]> folds = new ArrayList<>();
        for (String line : lines) {
            String[] words = line.split("\\s+");
            int[] fold = new int[words.length];
            BitSet found = new BitSet();
            for (int i = 0; i < fold.length; i++) {
                fold[i] = INDEX.matcher(words[i]).matches() ? Integer.parseInt(words[i]) : -1;
                if (fold[i] < 0 || fold[i] >= images || found.get(fold[i])) {
                    throw new InvalidInputException(file + " has '" + words[i] + "' in fold " + (folds.size() + 1)
                            + ", expected the indices of training images from 0 to " + (images - 1) + ", each once");
                }
                found.set(fold[i]);
            }
            folds.add(fold);
        }
        return folds;
    }
}
