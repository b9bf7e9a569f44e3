package org.s2r2.search;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.s2r2.checkpoint.CheckpointFolder.Choice;
import org.s2r2.data.image.BadImageException;
import org.s2r2.data.image.ImageFile;
import org.s2r2.data.image.RgbImage;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.EncoderSource;
import org.s2r2.experiment.PictureEncoder;
import org.s2r2.settings.InvalidInputException;

/** The encoder of an index, open for pictures that are not in it. Its methods may be called by several threads, which take turns. */
public final class QueryEmbedder implements AutoCloseable {

    private final PictureEncoder encoder;

    private QueryEmbedder(PictureEncoder encoder) {
        this.encoder = encoder;
    }

    /**
     * The encoder of an index, as it is looked for where the index found it.
     *
     * @param found it, which the caller closes; empty where it is gone, or embeds otherwise than it did
     * @param reason one sentence that says why it is empty
     * @param advice what can be done about that
     */
    public record Sought(Optional<QueryEmbedder> found, String reason, String advice) {}

    /** Opens the encoder where the index found it. */
    public static QueryEmbedder open(PictureIndex index) {
        return open(index, Components.discover(), List.of());
    }

    /**
     * Opens the encoder where the index found it; the caller closes it.
     *
     * @param overrides keys of its configuration to replace, such as {@code backend.threads=2}
     * @throws InvalidInputException if it is not there any more, or embeds otherwise than it did
     */
    public static QueryEmbedder open(PictureIndex index, Components components, List<String> overrides) {
        Sought sought = seek(index, components, overrides);
        return sought.found.orElseThrow(() -> new InvalidInputException(
                sought.reason + "; queries have to be embedded by the same encoder: " + sought.advice));
    }

    /**
     * Looks for the encoder where the index found it.
     *
     * @param overrides keys of its configuration to replace, such as {@code backend.threads=2}
     * @throws InvalidInputException if what is there cannot be opened
     */
    public static Sought seek(PictureIndex index, Components components, List<String> overrides) {
        IndexedEncoder indexed = index.encoder();
        Path source = Path.of(indexed.source());
        if (!Files.exists(source)) {
            return new Sought(Optional.empty(),
                    index.folder() + ": its encoder was " + source + ", and there is no such file or folder any more",
                    "where the run was moved, index RUN --update tells the index its new place");
        }
        Choice choice = indexed.choice().isEmpty() ? null : Choice.valueOf(indexed.choice().toUpperCase(Locale.ROOT));
        EncoderSource found = EncoderSource.at(source, choice);
        PictureEncoder encoder = PictureEncoder.open(found, components, overrides, indexed.place());
        IndexedEncoder now = IndexedEncoder.of(EncoderPlace.of(found, indexed.place()), encoder);
        if (!indexed.embedsLike(now)) {
            encoder.close();
            return new Sought(Optional.empty(),
                    index.folder() + ": was made with " + indexed + ", and there is now " + now,
                    "give index another --out, or delete the folder of this index and write the index again");
        }
        indexed.sayWhatIsNotChecked(index.folder());
        return new Sought(Optional.of(new QueryEmbedder(encoder)), "", "");
    }

    /**
     * The embedding of a picture's file.
     *
     * @return of length 1, or all 0
     * @throws InvalidInputException if it cannot be decoded
     */
    public float[] embed(Path picture) {
        try {
            return embed(ImageFile.read(picture));
        } catch (BadImageException e) {
            throw new InvalidInputException(e.getMessage(), e);
        }
    }

    /**
     * The embedding of the content of a picture's file.
     *
     * @param name what messages call it
     * @param mostPixels the most pixels that are decoded
     * @return of length 1, or all 0
     * @throws InvalidInputException if it cannot be decoded
     */
    public float[] embed(byte[] content, String name, long mostPixels) {
        try {
            return embed(ImageFile.read(content, name, mostPixels));
        } catch (BadImageException e) {
            throw new InvalidInputException(e.getMessage(), e);
        }
    }

    /** The embedding of a decoded picture, of length 1 or all 0. */
    public synchronized float[] embed(RgbImage picture) {
        return UnitRows.unit(encoder.row(picture));
    }

    @Override
    public synchronized void close() {
        encoder.close();
    }
}
