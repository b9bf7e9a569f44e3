package org.s2r2.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.s2r2.backend.Backend;
import org.s2r2.backend.EncoderModel;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.SubsetDataset;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.experiment.Embedding.Embedded;
import org.s2r2.experiment.Embedding.Part;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;

/** An open encoder with the images that it is to embed: all of them, or some ranges of them, in this process or in others. */
public final class ImageEmbedder implements AutoCloseable {

    /** Ranges that begin at multiples of it have the rows, bit for bit, that the same images have among all. */
    public static final int BATCH = Features.BATCH;

    private final Experiment experiment;
    private final Stage stage;
    private final ImageDataset images;
    private final Backend backend;
    private final EncoderModel model;

    private ImageEmbedder(
            Experiment experiment, Stage stage, ImageDataset images, Backend backend, EncoderModel model) {
        this.experiment = experiment;
        this.stage = stage;
        this.images = images;
        this.backend = backend;
        this.model = model;
    }

    /**
     * Opens an encoder and images; the caller closes both at once.
     *
     * @param config the encoder's configuration, with the images in its section of data
     * @param labelled whether the images have to be labelled
     */
    public static ImageEmbedder open(EncoderSource encoder, Settings config, Components components, Part part,
            Stage stage, boolean labelled) {
        Experiment experiment = Experiment.read(config, components);
        ImageDataset images = part.open(experiment);
        Backend backend = null;
        try {
            experiment.config();
            if (labelled && images.classNames().isEmpty()) {
                throw new InvalidInputException(
                        images.description() + ": found no labels, expected some, as labels were asked for");
            }
            backend = experiment.openBackend();
            return new ImageEmbedder(experiment, stage, images, backend, encoder.open(experiment, backend));
        } catch (IOException e) {
            close(images, backend);
            throw new UncheckedIOException(encoder.path() + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            close(images, backend);
            throw e;
        }
    }

    /** Opens the images alone. */
    public static ImageDataset images(Settings config, Components components, Part part) {
        Experiment experiment = Experiment.read(config, components);
        ImageDataset images = part.open(experiment);
        try {
            experiment.config();
            return images;
        } catch (RuntimeException e) {
            images.close();
            throw e;
        }
    }

    /** The images, which stay open as long as this is. */
    public ImageDataset images() {
        return images;
    }

    /** The length of a row. */
    public int dim() {
        return model.encoder().dim(stage);
    }

    /** @throws InvalidInputException if no image can be decoded */
    public Embedded all() {
        return Embedded.of(Features.extract(model, stage, images, experiment), images, images.size());
    }

    /**
     * The rows of the images from one index to before another; none where no image of the range can be decoded.
     *
     * @param from a multiple of {@link #BATCH}
     */
    public Embedded range(int from, int to) {
        ImageDataset some = SubsetDataset.range(images, from, to);
        return Embedded.of(Features.extractAny(model, stage, some, experiment.evalTransform()), some, to - from);
    }

    @Override
    public void close() {
        model.close();
        close(images, backend);
    }

    private static void close(ImageDataset images, @Nullable Backend backend) {
        if (backend != null) {
            backend.close();
        }
        images.close();
    }
}
