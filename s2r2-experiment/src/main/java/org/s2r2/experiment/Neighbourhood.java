package org.s2r2.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.s2r2.backend.Backend;
import org.s2r2.backend.EncoderModel;
import org.s2r2.checkpoint.CheckpointFolder.Choice;
import org.s2r2.data.DatasetFingerprint;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.Split;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.eval.report.ReportData.PictureRow;

/** The pictures of a run's report, for other reports. */
public final class Neighbourhood {

    private Neighbourhood() {}

    /** Some test images with the training images that the newest checkpoint of a run has nearest to them. */
    public static List<PictureRow> of(RunFolder run, Components components) {
        Experiment experiment = Experiment.read(run.config(List.of()), components);
        try (ImageDataset trainImages = experiment.open(Split.TRAIN);
                ImageDataset testImages = experiment.open(Split.TEST);
                Backend backend = experiment.openBackend();
                EncoderModel model = new EncoderSource.OfRun(run, Choice.NEWEST).open(experiment, backend)) {
            return ReportContent.pictures(
                    Features.extract(model, Stage.BACKBONE, trainImages, experiment), trainImages,
                    Features.extract(model, Stage.BACKBONE, testImages, experiment), testImages,
                    DatasetFingerprint.same(trainImages, testImages, experiment.backendOptions().threads()));
        } catch (IOException e) {
            throw new UncheckedIOException(run.path() + ": " + e.getMessage(), e);
        }
    }
}
