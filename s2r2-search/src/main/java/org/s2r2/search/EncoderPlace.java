package org.s2r2.search;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.s2r2.checkpoint.CheckpointFolder.Choice;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.experiment.EncoderSource;

/**
 * Where an encoder is found.
 *
 * @param path the folder of a run, or an experiment file
 * @param choice which checkpoint of a run; null for an experiment file
 * @param stage where embeddings are taken
 */
record EncoderPlace(Path path, @Nullable Choice choice, Stage stage) {

    static EncoderPlace of(EncoderSource source, Stage stage) {
        return new EncoderPlace(source.path(), source instanceof EncoderSource.OfRun run ? run.choice() : null, stage);
    }
}
