package org.s2r2.experiment;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.s2r2.backend.EncoderModel;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.Split;
import org.s2r2.data.SubsetDataset;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.eval.protocol.EvaluationData;
import org.s2r2.eval.protocol.Evaluator;
import org.s2r2.eval.protocol.Knn;
import org.s2r2.settings.InvalidInputException;

/**
 * Judges an encoder between the epochs of its training: weighted kNN on the frozen features of the backbone. It reads
 * the encoder and changes nothing, so that the training is the same with and without it.
 */
final class OnlineEvaluation implements AutoCloseable {

    private final Experiment experiment;
    private final ImageDataset train;
    private final ImageDataset test;
    private Optional<Boolean> leaveOneOut = Optional.empty();

    private OnlineEvaluation(Experiment experiment, ImageDataset train, ImageDataset test) {
        this.experiment = experiment;
        this.train = train;
        this.test = test;
    }

    /**
     * Opens the images.
     *
     * @return null where the experiment asks for no online evaluation
     * @throws InvalidInputException if one of the images has not one label
     */
    static @Nullable OnlineEvaluation open(Experiment experiment) {
        EvaluationSection.Online online = experiment.evaluation().online();
        if (online.every() == 0) {
            return null;
        }
        ImageDataset train = open(experiment, Split.TRAIN, online.trainImages());
        try {
            return new OnlineEvaluation(experiment, train, open(experiment, Split.TEST, online.testImages()));
        } catch (RuntimeException e) {
            train.close();
            throw e;
        }
    }

    private static ImageDataset open(Experiment experiment, Split split, int count) {
        ImageDataset whole = experiment.open(split);
        try {
            if (whole.classNames().isEmpty() || whole.multiLabel()) {
                throw unlabelled(experiment, whole.multiLabel() ? "any number of labels" : "no labels", whole);
            }
            ImageDataset images = count == 0 ? whole : SubsetDataset.random(whole, count, 0);
            for (int i = 0; i < images.size(); i++) {
                if (images.label(i) < 0) {
                    throw unlabelled(experiment, "an image without a label", whole);
                }
            }
            return images;
        } catch (RuntimeException e) {
            whole.close();
            throw e;
        }
    }

    private static InvalidInputException unlabelled(Experiment experiment, String found, ImageDataset images) {
        return new InvalidInputException("evaluation.onlineEvery: found " + experiment.evaluation().online().every()
                + ", expected 0 where images have not one label each, and in " + images.description() + " there is "
                + found);
    }

    /** Whether it is time after so many of so many epochs. */
    boolean due(int epoch, int epochs) {
        return epoch % experiment.evaluation().online().every() == 0 || epoch == epochs;
    }

    /** The accuracy of an encoder, a fraction from 0 to 1. */
    double knn(EncoderModel model) {
        int threads = experiment.backendOptions().threads();
        if (leaveOneOut.isEmpty()) {
            leaveOneOut = Optional.of(
                    SameImages.leaveOneOut(SubsetDataset.whole(train), SubsetDataset.whole(test), false, threads));
        }
        Features trainRows = Features.extract(model, Stage.BACKBONE, train, experiment);
        Features testRows = Features.extract(model, Stage.BACKBONE, test, experiment);
        EvaluationData data = EvaluationData.of(
                trainRows.labelled(train.description()), List.of(), testRows.labelled(test.description()), threads);
        if (leaveOneOut.get()) {
            data = data.withOwnRows(SameImages.ownRows(trainRows, train, testRows, test));
        }
        return Evaluator.evaluate(List.of(experiment.evaluation().knn()), data).value(Knn.NAME, "top1");
    }

    @Override
    public void close() {
        train.close();
        test.close();
    }
}
