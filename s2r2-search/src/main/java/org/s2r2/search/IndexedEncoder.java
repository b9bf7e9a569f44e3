package org.s2r2.search;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.experiment.PictureEncoder;
import org.s2r2.file.AbsolutePath;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
 * @param pixels how pictures become the pixels that are embedded, normalisation and all; null in an index that was written
 *     before indices said so
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IndexedEncoder(
        String source,
        String choice,
        String checkpoint,
        long step,
        String stage,
        int imageSize,
        String configSha256,
        String weightsSha256,
        @Nullable String pixels) {

    private static final Logger LOG = LoggerFactory.getLogger(IndexedEncoder.class);

    public IndexedEncoder {
        if (source == null || choice == null || checkpoint == null || stage == null || configSha256 == null
                || weightsSha256 == null) {
            throw new IllegalArgumentException("encoder: found one of its parts missing, expected source, choice, checkpoint,"
                    + " stage, configSha256 and weightsSha256");
        }
    }

    static IndexedEncoder of(EncoderPlace place, PictureEncoder encoder) {
        PictureEncoder.Identity identity = encoder.identity();
        return new IndexedEncoder(
                AbsolutePath.of(place.path()).toString(),
                place.choice() == null ? "" : place.choice().word(),
                identity.checkpoint(),
                identity.step(),
                place.stage().name().toLowerCase(Locale.ROOT),
                encoder.imageSize(),
                identity.configSha256(),
                identity.weightsSha256(),
                encoder.preparation());
    }

    Stage place() {
        return Stage.valueOf(stage.toUpperCase(Locale.ROOT));
    }

    /** Whether another encoder gives the same embeddings, as far as both say. */
    boolean embedsLike(IndexedEncoder other) {
        return stage.equals(other.stage) && imageSize == other.imageSize && weightsSha256.equals(other.weightsSha256)
                && (pixels == null || other.pixels == null || pixels.equals(other.pixels));
    }

    /** Says in one line where {@link #embedsLike} could not compare all, as with indices of before. */
    void sayWhatIsNotChecked(Path index) {
        if (pixels == null) {
            LOG.info("{}: is not checked for how its pictures were prepared (views.mean, views.std), which it does not say; written"
                    + " anew, it says so", index);
        }
    }

    /** The same, which says of the pixels what another says: an index whose first pictures were not checked stays one. */
    IndexedEncoder withPixelsOf(IndexedEncoder other) {
        return new IndexedEncoder(
                source, choice, checkpoint, step, stage, imageSize, configSha256, weightsSha256, other.pixels);
    }

    @Override
    public String toString() {
        return source + (checkpoint.isEmpty() ? "" : " at " + checkpoint) + " (" + stage + ", weights "
                + weightsSha256.substring(0, 12) + (pixels == null ? "" : ", " + pixels) + ")";
    }
}
