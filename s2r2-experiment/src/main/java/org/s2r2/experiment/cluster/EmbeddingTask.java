package org.s2r2.experiment.cluster;

import java.util.List;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.experiment.Embedding.Source;
import org.s2r2.experiment.EncoderSource;

/**
 * Images to embed. The encoder and the images have to be in places that all workers see.
 *
 * @param encoder with the configuration that says how images are prepared for it
 * @param overrides keys of the configuration to replace
 * @param images which images
 * @param labelled whether they have to be labelled
 */
public record EmbeddingTask(
        EncoderSource encoder, List<String> overrides, Source images, Stage stage, boolean labelled) {

    public EmbeddingTask {
        overrides = List.copyOf(overrides);
    }
}
