package org.s2r2.experiment;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.s2r2.backend.EncoderModel;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.augment.EvalTransform;
import org.s2r2.data.loader.EvalBatch;
import org.s2r2.data.loader.EvalLoader;
import org.s2r2.data.loader.LoaderSettings;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.eval.protocol.FeatureSet;
import org.s2r2.eval.protocol.MultiLabelSet;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.HostArray;

/**
 * What an encoder, or nothing at all, makes of a dataset's images under the transform of evaluation. Images that cannot
 * be decoded are left out.
 *
 * @param indices the dataset's index of each row, ascending
 * @param labels the label of each row, -1 where it has none or may have several
 * @param labelSets [rows, classes], whether each row has a class, where it may have any number; null where it has one
 * @param values [rows, dim]
 */
public record Features(int[] indices, int[] labels, boolean @Nullable [][] labelSets, HostArray values) {

    /** Images that pass through an encoder at once; a row may depend on it in its last bits, as sums depend on their order. */
    static final int BATCH = 256;

    /** Turns a batch of images into rows of {@code dim} values. */
    private interface Embedding {
        float[] of(FloatBuffer pixels, int images);
    }

    /** The representation of every image at a stage of an encoder, in evaluation mode. */
    public static Features extract(EncoderModel model, Stage stage, ImageDataset images, EvalTransform transform) {
        return extractAny(model, stage, images, transform).requireSome(images);
    }

    /** The same where it may be that no image can be decoded. */
    static Features extractAny(EncoderModel model, Stage stage, ImageDataset images, EvalTransform transform) {
        return extract(images, transform, model.encoder().dim(stage),
                (pixels, count) -> model.embed(pixels, count, transform.size(), stage).values());
    }

    /** {@link #extract} under the transform of an experiment. */
    public static Features extract(EncoderModel model, Stage stage, ImageDataset images, Experiment experiment) {
        return extract(model, stage, images, experiment.evalTransform());
    }

    /** The normalised pixels of every image: what a representation has to beat. */
    public static Features pixels(ImageDataset images, Experiment experiment) {
        EvalTransform transform = experiment.evalTransform();
        int dim = 3 * transform.size() * transform.size();
        return extract(images, transform, dim, (pixels, count) -> {
            float[] values = new float[count * dim];
            pixels.get(0, values);
            return values;
        }).requireSome(images);
    }

    private static Features extract(ImageDataset images, EvalTransform transform, int dim, Embedding embedding) {
        if ((long) images.size() * dim > Integer.MAX_VALUE - 8) {
            throw new InvalidInputException(images.description() + ": " + dim + " values of each are more than the "
                    + (Integer.MAX_VALUE - 8) + " that fit into one array; a smaller evaluation.size makes fewer"
                    + " pixels, and baselines can be left out");
        }
        float[] values = new float[images.size() * dim];
        int[] indices = new int[images.size()];
        int[] labels = new int[images.size()];
        int rows = 0;
        try (EvalLoader loader = new EvalLoader(images, transform, new LoaderSettings(BATCH, 1, 2));
                EvalLoader.Pass pass = loader.pass()) {
            while (pass.hasNext()) {
                try (EvalBatch batch = pass.next()) {
                    float[] part = embedding.of(batch.pixels(), batch.images());
                    System.arraycopy(part, 0, values, rows * dim, part.length);
                    System.arraycopy(batch.indices(), 0, indices, rows, batch.images());
                    System.arraycopy(batch.labels(), 0, labels, rows, batch.images());
                    rows += batch.images();
                }
            }
        }
        if (rows < images.size()) {
            values = Arrays.copyOf(values, rows * dim);
            indices = Arrays.copyOf(indices, rows);
            labels = Arrays.copyOf(labels, rows);
        }
        return new Features(indices, labels, images.multiLabel() ? labelSets(images, indices) : null,
                HostArray.matrix(values, rows, dim));
    }

    /** @throws InvalidInputException if there is no row */
    Features requireSome(ImageDataset images) {
        if (indices.length == 0) {
            throw new InvalidInputException(images.description() + ": none of its images can be decoded");
        }
        return this;
    }

    /** The rows with their labels, one each, for the protocols; messages call them by the name. */
    public FeatureSet labelled(String name) {
        return new FeatureSet(name, values, labels);
    }

    /** The rows with their labels, any number each, for the protocols; messages call them by the name. */
    MultiLabelSet multiLabelled(String name) {
        return new MultiLabelSet(name, values, Objects.requireNonNull(labelSets, "rows that may have any number of labels"));
    }

    private static boolean[][] labelSets(ImageDataset images, int[] indices) {
        boolean[][] sets = new boolean[indices.length][images.classNames().size()];
        for (int row = 0; row < indices.length; row++) {
            for (int label : images.labels(indices[row])) {
                sets[row][label] = true;
            }
        }
        return sets;
    }

    /** Whether a row has a class in common with a row of other features of the same classes. */
    boolean agrees(int row, Features other, int otherRow) {
        boolean[][] own = labelSets;
        boolean[][] others = other.labelSets;
        if (own == null || others == null) {
            return labels[row] == other.labels[otherRow];
        }
        return IntStream.range(0, own[row].length).anyMatch(c -> own[row][c] && others[otherRow][c]);
    }

    /** The rows of some of the dataset's images, in the order given; images that were left out have none. */
    int[] rowsOf(int[] images) {
        return IntStream.of(images).map(image -> Arrays.binarySearch(indices, image)).filter(row -> row >= 0).toArray();
    }
}
