package org.s2r2.spark;

import java.io.Serializable;
import java.nio.file.Path;
import org.s2r2.checkpoint.CheckpointFolder.Choice;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.Embedding.Part;
import org.s2r2.experiment.EncoderSource;
import org.s2r2.experiment.ExperimentFile;
import org.s2r2.experiment.ImageEmbedder;
import org.s2r2.experiment.RunFolder;
import org.s2r2.experiment.cluster.EmbeddingTask;

/**
 * What to embed with which encoder, on its way to workers.
 *
 * @param encoder the folder of a run, or an experiment file
 * @param checkpoint of a run; null for an experiment file
 */
record EmbeddingSpec(
        String encoder, Choice checkpoint, WorkerConfig config, Part part, Stage stage, boolean labelled)
        implements Serializable {

    static EmbeddingSpec of(EmbeddingTask task) {
        EncoderSource source = task.encoder();
        return new EmbeddingSpec(
                source.path().toAbsolutePath().toString(),
                source instanceof EncoderSource.OfRun run ? run.choice() : null,
                WorkerConfig.of(source.configFile().toString(), ExperimentFile.text(source.configFile()),
                        task.images().overrides(task.overrides())),
                task.images().part(),
                task.stage(),
                task.labelled());
    }

    /** The same with the images of another folder. */
    EmbeddingSpec below(Path folder) {
        return new EmbeddingSpec(encoder, checkpoint, config.with("data.path=" + ExperimentFile.quote(folder.toString())), part,
                stage, labelled);
    }

    /** Opens the encoder and the images in this process; the caller closes both at once. */
    ImageEmbedder open() {
        Path path = Path.of(encoder);
        EncoderSource source = checkpoint == null
                ? new EncoderSource.OfExperiment(path)
                : new EncoderSource.OfRun(new RunFolder(path), checkpoint);
        return ImageEmbedder.open(source, config.read(), Components.discover(), part, stage, labelled);
    }
}
