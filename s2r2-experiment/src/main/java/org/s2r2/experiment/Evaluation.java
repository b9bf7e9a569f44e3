package org.s2r2.experiment;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.s2r2.backend.Backend;
import org.s2r2.backend.EncoderModel;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.Split;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.eval.protocol.EvaluationData;
import org.s2r2.eval.protocol.EvaluationResult;
import org.s2r2.eval.protocol.Evaluator;
import org.s2r2.eval.protocol.Protocol;
import org.s2r2.eval.report.RunReport;
import org.s2r2.settings.InvalidInputException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Judges an encoder on the labelled images of its experiment, and writes the report where it is of a run. */
public final class Evaluation {

    private static final Logger LOG = LoggerFactory.getLogger(Evaluation.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Evaluation() {}

    /**
     * Evaluates an encoder. Of a run's, {@code evaluation.json} and {@code report.html} are written into its folder, in
     * one evaluation at a time; the run may be trained meanwhile.
     *
     * @param overrides keys of the configuration to replace, such as {@code data.path}
     * @param protocols names, or {@link Evaluator#ALL} for all that apply to the data
     * @param baselines whether to judge the untrained encoder and the raw pixels too: by kNN, or by the linear probe
     *     where images have any number of labels
     * @param leaveOneOut whether image i of the training and of the test images is the same, so that each is left out of
     *     its own neighbours; where both are seen to be the same images, that is done in any case, with a warning
     * @throws InvalidInputException if the images have no labels, or a protocol was asked for that does not apply
     */
    public static RunEvaluation run(
            EncoderSource source, Components components, List<String> overrides, Set<String> protocols,
            boolean baselines, boolean leaveOneOut) {
        Experiment experiment = Experiment.read(source.config(overrides), components);
        try (RunLock lock = source instanceof EncoderSource.OfRun ofRun
                        ? RunLock.take(ofRun.run(), RunLock.Work.EVALUATION)
                        : null;
                ImageDataset trainImages = experiment.open(Split.TRAIN);
                ImageDataset testImages = experiment.open(Split.TEST)) {
            requireLabels(trainImages);
            requireLabels(testImages);
            List<Protocol> applicable = Evaluator.choose(experiment.evaluation().protocols(), protocols,
                    trainImages.description(), trainImages.multiLabel(), !trainImages.folds().isEmpty());
            Map<String, Object> config = experiment.config();
            try (Backend backend = experiment.openBackend()) {
                Judge judge = Judge.of(experiment, backend, trainImages, testImages, leaveOneOut);
                Judged trained = judge.encoder(source.open(experiment, backend), applicable);
                RunEvaluation evaluation = new RunEvaluation(
                        trained.result, baselines ? judge.baselines() : null, judge.leaveOneOut);
                if (source instanceof EncoderSource.OfRun ofRun) {
                    RunFolder run = ofRun.run();
                    run.write(run.evaluationFile(), JSON.writeValueAsBytes(evaluation));
                    RunReport.write(
                            new ReportContent(experiment, run, config, backend.description())
                                    .with(evaluation, trained.train, trainImages, trained.test, testImages),
                            run.reportFile());
                }
                return evaluation;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(source.path() + ": " + e.getMessage(), e);
        }
    }

    /** Judges an encoder by protocols of the caller's, and writes nothing. */
    public static EvaluationResult by(
            EncoderSource source, Components components, List<String> overrides, List<Protocol> protocols) {
        Experiment experiment = Experiment.read(source.config(overrides), components);
        try (ImageDataset trainImages = experiment.open(Split.TRAIN);
                ImageDataset testImages = experiment.open(Split.TEST);
                Backend backend = experiment.openBackend()) {
            requireLabels(trainImages);
            requireLabels(testImages);
            Judge judge = Judge.of(experiment, backend, trainImages, testImages, false);
            return judge.encoder(source.open(experiment, backend), protocols).result;
        } catch (IOException e) {
            throw new UncheckedIOException(source.path() + ": " + e.getMessage(), e);
        }
    }

    private static void requireLabels(ImageDataset images) {
        if (images.classNames().isEmpty()) {
            throw new InvalidInputException(images.description()
                    + ": found no labels, expected labelled images to evaluate on; `embed` works without labels");
        }
    }

    private record Judged(EvaluationResult result, Features train, Features test) {}

    /** @param leaveOneOut whether image i of both is the same, and left out of its own neighbours */
    private record Judge(Experiment experiment, Backend backend, ImageDataset trainImages, ImageDataset testImages,
            boolean leaveOneOut) {

        static Judge of(Experiment experiment, Backend backend, ImageDataset trainImages, ImageDataset testImages,
                boolean leaveOneOut) {
            return new Judge(experiment, backend, trainImages, testImages, SameImages.leaveOneOut(
                    trainImages, testImages, leaveOneOut, experiment.backendOptions().threads()));
        }

        /** The result of an encoder, which is closed. */
        Judged encoder(EncoderModel encoder, List<Protocol> protocols) {
            try (EncoderModel model = encoder) {
                LOG.info("embedding {} and {} images", trainImages.size(), testImages.size());
                return judge(
                        protocols,
                        Features.extract(model, Stage.BACKBONE, trainImages, experiment),
                        Features.extract(model, Stage.BACKBONE, testImages, experiment));
            }
        }

        RunEvaluation.Baselines baselines() {
            LOG.info("the same encoder untrained, and raw pixels");
            List<Protocol> floor = List.of(trainImages.multiLabel()
                    ? experiment.evaluation().linear()
                    : experiment.evaluation().knn());
            EvaluationResult untrained = encoder(experiment.models().untrained(backend, experiment.objective()), floor).result;
            EvaluationResult pixels = judge(floor, Features.pixels(trainImages, experiment),
                    Features.pixels(testImages, experiment)).result;
            return new RunEvaluation.Baselines(untrained, pixels);
        }

        private Judged judge(List<Protocol> protocols, Features train, Features test) {
            int threads = experiment.backendOptions().threads();
            EvaluationData data = trainImages.multiLabel()
                    ? EvaluationData.of(
                            train.multiLabelled(trainImages.description()),
                            test.multiLabelled(testImages.description()),
                            threads)
                    : EvaluationData.of(
                            train.labelled(trainImages.description()),
                            trainImages.folds().stream().map(train::rowsOf).toList(),
                            test.labelled(testImages.description()),
                            threads);
            if (leaveOneOut) {
                data = data.withOwnRows(SameImages.ownRows(train, trainImages, test, testImages));
            }
            return new Judged(Evaluator.evaluate(protocols, data), train, test);
        }
    }
}
