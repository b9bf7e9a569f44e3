package org.s2r2.data;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.s2r2.settings.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@code data} section of an experiment: a dataset under its name, and how much of it encoders are pretrained on.
 *
 * <p>Keys of every dataset: {@code dataset}, its name; {@code subset}, how many images to pretrain on, 0 (the default)
 * for all; {@code subsetBy}, how to choose them; {@code subsetSeed} (0); or
 * {@code subsetFile}, a text file with the name of an image on each line, for these images. The labelled training and test images that an
 * encoder is judged on are always all there, so that encoders of different subsets are judged alike.
 */
public final class DataSource {

    /** How the images of a subset are chosen. */
    enum SubsetBy {
        /** Uniformly, without repeats. */
        RANDOM,
        /** With label sets that overlap little: {@link DiverseChoice} in a random order. */
        DIVERSE
    }

    private static final Logger LOG = LoggerFactory.getLogger(DataSource.class);

    private final Set<String> said = ConcurrentHashMap.newKeySet();
    private final Settings settings;
    private final DatasetFactory dataset;
    private final int subset;
    private final SubsetBy subsetBy;
    private final long subsetSeed;
    private final Optional<Path> subsetFile;

    private DataSource(Settings settings, Map<String, DatasetFactory> known) {
        this.settings = settings;
        this.dataset = settings.choice("dataset", null, known);
        this.subset = settings.integer("subset", 0, 0, Integer.MAX_VALUE);
        this.subsetBy = settings.choice("subsetBy", SubsetBy.RANDOM);
        this.subsetSeed = settings.longInteger("subsetSeed", 0);
        this.subsetFile = settings.optionalPath("subsetFile");
        if (subset > 0 && subsetFile.isPresent()) {
            throw settings.invalid("subset", subset, "0 beside subsetFile, which names the images");
        }
        if (dataset.readKeys(settings)) {
            settings.rejectUnread();
        }
    }

    /**
     * Reads the keys that all datasets have; and those of the dataset where its factory can read them without opening it.
     *
     * @param known the datasets by their names
     * @throws org.s2r2.settings.InvalidInputException if a value does not fit
     */
    public static DataSource read(Settings settings, Map<String, DatasetFactory> known) {
        return new DataSource(settings, known);
    }

    /** Opens the labelled training or test images; the caller closes them. */
    public ImageDataset open(Split split) {
        return announced(dataset.open(settings, split));
    }

    /** Says once what a dataset left out. */
    private ImageDataset announced(ImageDataset images) {
        images.remarks().stream().filter(said::add).forEach(remark -> LOG.info("{}", remark));
        return images;
    }

    /**
     * Opens the images that encoders learn from; the caller closes them.
     *
     * @throws org.s2r2.settings.InvalidInputException if the subset is larger than the dataset, or to be diverse
     *     without labels, or names images that are not there
     */
    public ImageDataset openForPretraining() {
        ImageDataset whole = announced(dataset.openForPretraining(settings));
        if (subset == 0 && subsetFile.isEmpty()) {
            return whole;
        }
        try {
            return subsetFile.isPresent() ? new NamedImages(subsetFile.get()).of(whole) : subsetOf(whole);
        } catch (RuntimeException e) {
            whole.close();
            throw e;
        }
    }

    /** Whether encoders learn from unlabelled images beside the labelled ones, and from no others. */
    public boolean learnsFromUnlabelledAlone() {
        return dataset.learnsFromUnlabelledAlone(settings);
    }

    private ImageDataset subsetOf(ImageDataset whole) {
        if (subset > whole.size()) {
            throw settings.invalid(
                    "subset", subset, "at most the " + whole.size() + " images of " + whole.description());
        }
        if (subsetBy == SubsetBy.DIVERSE && whole.classNames().isEmpty()) {
            throw settings.invalid(
                    "subsetBy", "diverse", "random for images without labels, as are those of " + whole.description());
        }
        if (subsetBy == SubsetBy.RANDOM) {
            return SubsetDataset.random(whole, subset, subsetSeed);
        }
        int[] chosen = DiverseChoice.of(whole, SubsetDataset.order(whole, subsetSeed), subset);
        Arrays.sort(chosen);
        return new SubsetDataset(whole, "with diverse labels, seed " + subsetSeed, chosen);
    }
}
