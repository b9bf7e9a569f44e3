package org.s2r2.search;

import java.util.Locale;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.experiment.PictureEncoder;

/**
 * The encoder that an index was made with.
 *
 * @param source the absolute path of the run's folder, or of the experiment file
 * @param choice which checkpoint was asked for, {@code newest} or {@code best}; empty for an experiment file
 * @param checkpoint the name of the checkpoint's folder; empty for an experiment file
 * @param step steps that the run had done
 * @param stage where embeddings are taken, {@code backbone} or {@code projection}
 * @param imageSize height and width in pixels to which pictures are brought
 * @param configSha256 of the configuration
 * @param weightsSha256 of the names and values of all weights: the same sum means the same encoder
 */
public record IndexedEncoder(
        String source,
        String choice,
        String checkpoint,
        long step,
        String stage,
        int imageSize,
        String configSha256,
        String weightsSha256) {

    static IndexedEncoder of(EncoderPlace place, PictureEncoder encoder) {
        PictureEncoder.Identity identity = encoder.identity();
        return new IndexedEncoder(
                place.path().toAbsolutePath().normalize().toString(),
                place.choice() == null ? "" : place.choice().word(),
                identity.checkpoint(),
                identity.step(),
                place.stage().name().toLowerCase(Locale.ROOT),
                encoder.imageSize(),
                identity.configSha256(),
                identity.weightsSha256());
    }

    Stage place() {
        return Stage.valueOf(stage.toUpperCase(Locale.ROOT));
    }

    /** Whether another encoder gives the same embeddings. */
    boolean embedsLike(IndexedEncoder other) {
        return stage.equals(other.stage) && imageSize == other.imageSize && weightsSha256.equals(other.weightsSha256);
    }

    @Override
    public String toString() {
        return source + (checkpoint.isEmpty() ? "" : " at " + checkpoint) + " (" + stage + ", weights "
                + weightsSha256.substring(0, 12) + ")";
    }
}
