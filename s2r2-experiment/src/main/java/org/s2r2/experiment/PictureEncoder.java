package org.s2r2.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.s2r2.backend.Backend;
import org.s2r2.backend.EncoderModel;
import org.s2r2.checkpoint.CheckpointFolder.Found;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.augment.EvalTransform;
import org.s2r2.data.image.RgbImage;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.file.Sha256;
import org.s2r2.tensor.HostArray;

/** An open encoder that embeds any pictures, whatever became of those that it learned from. One thread uses it at a time. */
public final class PictureEncoder implements AutoCloseable {

    /** Pictures that pass through at once. */
    public static final int BATCH = Features.BATCH;

    private final Identity identity;
    private final Stage stage;
    private final EvalTransform transform;
    private final Backend backend;
    private final EncoderModel model;

    /**
     * Which encoder this is.
     *
     * @param checkpoint the name of the checkpoint's folder; empty for the encoder that an experiment starts from
     * @param step steps that its run had done
     * @param configSha256 of the configuration of its run, or of an experiment's file
     * @param weightsSha256 of the names and values of all weights
     */
    public record Identity(String checkpoint, long step, String configSha256, String weightsSha256) {}

    private PictureEncoder(Identity identity, Stage stage, EvalTransform transform, Backend backend, EncoderModel model) {
        this.identity = identity;
        this.stage = stage;
        this.transform = transform;
        this.backend = backend;
        this.model = model;
    }

    /**
     * Opens an encoder; the caller closes it.
     *
     * @param overrides keys of its configuration to replace
     * @param stage where rows are taken
     */
    public static PictureEncoder open(EncoderSource source, Components components, List<String> overrides, Stage stage) {
        Experiment experiment = Experiment.read(source.config(overrides), components);
        experiment.rejectUnknownBesideData();
        Backend backend = experiment.openBackend();
        try {
            return open(source, experiment, stage, backend);
        } catch (IOException e) {
            backend.close();
            throw new UncheckedIOException(source.path() + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            backend.close();
            throw e;
        }
    }

    private static PictureEncoder open(EncoderSource source, Experiment experiment, Stage stage, Backend backend)
            throws IOException {
        if (source instanceof EncoderSource.OfRun run) {
            Found found = run.found();
            EncoderModel model = run.open(experiment, backend, found.checkpoint());
            Identity identity = new Identity(found.folder().getFileName().toString(), found.checkpoint().state().step(),
                    found.checkpoint().state().configSha256(), sha256(model.weights()));
            return new PictureEncoder(identity, stage, experiment.evalTransform(), backend, model);
        }
        EncoderModel model = source.open(experiment, backend);
        Identity identity = new Identity("", 0, Sha256.of(source.configFile()), sha256(model.weights()));
        return new PictureEncoder(identity, stage, experiment.evalTransform(), backend, model);
    }

    private static String sha256(Map<String, HostArray> weights) {
        MessageDigest digest = Sha256.digest();
        new TreeMap<>(weights).forEach((name, array) -> {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            float[] values = array.values();
            ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(values);
            digest.update(bytes);
        });
        return HexFormat.of().formatHex(digest.digest());
    }

    public Identity identity() {
        return identity;
    }

    /** The length of a row. */
    public int dim() {
        return model.encoder().dim(stage);
    }

    /** Height and width in pixels to which pictures are brought. */
    public int imageSize() {
        return transform.size();
    }

    /** How pictures become the pixels that are embedded, in words that are the same where the pixels are. */
    public String preparation() {
        return transform.description();
    }

    /** Rows of the images that can be decoded, which may be none. */
    public Features rows(ImageDataset images) {
        return Features.extractAny(model, stage, images, transform);
    }

    /** The row of one picture. */
    public float[] row(RgbImage picture) {
        int size = transform.size();
        FloatBuffer pixels = ByteBuffer.allocateDirect(3 * size * size * Float.BYTES)
                .order(ByteOrder.nativeOrder()).asFloatBuffer();
        transform.apply(picture, pixels, 0);
        return model.embed(pixels, 1, size, stage).values();
    }

    @Override
    public void close() {
        model.close();
        backend.close();
    }
}
