package org.s2r2.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.s2r2.backend.Backend;
import org.s2r2.backend.EncoderModel;
import org.s2r2.checkpoint.Checkpoint;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.loader.ViewLoader;
import org.s2r2.objective.Objective;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.HostArray;
import org.s2r2.training.Trainer;
import org.s2r2.training.TrainingListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pretrains the encoder of an experiment and leaves a run folder behind. */
public final class Pretraining {

    private static final Logger LOG = LoggerFactory.getLogger(Pretraining.class);

    private Pretraining() {}

    /**
     * Trains from the start, or on from the newest checkpoint.
     *
     * @param run where to write; without {@code resume} nothing may be there yet
     * @param resume whether to go on with the run that is there; the configuration has to be its own
     * @param listeners who else follows the training
     */
    public static void run(Experiment experiment, RunFolder run, boolean resume, List<TrainingListener> listeners) {
        if (run.exists() && !resume) {
            throw new InvalidInputException(run.path()
                    + ": holds a run already; go on with it under --resume, or choose another folder with --out");
        }
        try (ImageDataset images = experiment.openForPretraining();
                OnlineEvaluation online = OnlineEvaluation.open(experiment)) {
            Map<String, Object> config = experiment.config();
            String hash = ExperimentFile.hash(config);
            Checkpoint checkpoint = resume ? resumable(run, hash) : null;
            try (ViewLoader views = experiment.openLoader(images);
                    Backend backend = experiment.openBackend()) {
                Files.createDirectories(run.path());
                Files.writeString(run.configFile(), ExperimentFile.write(config));
                LOG.info("{}: {} on {}, {}", experiment.name(), experiment.encoder().name(), images.description(),
                        backend.description());
                train(experiment, run, checkpoint, hash, views, backend, online, listeners);
            }
            if (images.badImages() > 0) {
                LOG.warn("{} images could not be decoded and were skipped", images.badImages());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(run.path() + ": " + e.getMessage(), e);
        }
    }

    private static Checkpoint resumable(RunFolder run, String hash) throws IOException {
        Checkpoint checkpoint = run.latestCheckpoint();
        if (!checkpoint.state().configSha256().equals(hash)) {
            throw new InvalidInputException(run.path() + ": its checkpoint was made under another configuration than the one"
                    + " given; resume with " + run.configFile() + " and the same --set, or start anew in another folder");
        }
        return checkpoint;
    }

    private static void train(Experiment experiment, RunFolder run, Checkpoint checkpoint, String hash, ViewLoader views,
            Backend backend, OnlineEvaluation online, List<TrainingListener> others) throws IOException {
        Objective objective = experiment.objective();
        Map<String, HostArray> weights = new LinkedHashMap<>();
        if (checkpoint == null) {
            weights.putAll(experiment.firstWeights(objective));
        } else {
            weights.putAll(checkpoint.weights());
            restore(objective, checkpoint, run);
        }
        int epochsDone = checkpoint == null ? 0 : checkpoint.state().epoch();
        long stepsDone = checkpoint == null ? 0 : checkpoint.state().step();
        try (EncoderModel model = experiment.compile(backend, objective, weights);
                MetricsWriter metrics = new MetricsWriter(run.metricsFile(), stepsDone)) {
            if (checkpoint != null) {
                model.loadOptimizerState(checkpoint.optimizer());
                LOG.info("going on after epoch {}", epochsDone);
            }
            List<TrainingListener> listeners = new ArrayList<>(others);
            listeners.add(metrics);
            if (online != null) {
                // Before the checkpoint, so that whoever goes on from one finds the evaluation that belongs to it.
                listeners.add(new OnlineListener(online, metrics, run.trainingSeconds()));
            }
            listeners.add(new CheckpointWriter(objective, run.checkpoints(), experiment.training().checkpointEvery(),
                    experiment.training().keepCheckpoints(), hash, versions(backend)));
            new Trainer(backend, model, objective, views, experiment.schedule(views.batchesPerEpoch()),
                            experiment.training().epochs(), experiment.microBatch(), listeners)
                    .resume(epochsDone);
        }
    }

    private static void restore(Objective objective, Checkpoint checkpoint, RunFolder run) {
        try {
            objective.load(checkpoint.objective());
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(
                    run.path() + ": its checkpoint has not the state of its objective: " + e.getMessage(), e);
        }
    }

    private static Map<String, String> versions(Backend backend) {
        Map<String, String> versions = new LinkedHashMap<>();
        String own = Pretraining.class.getPackage().getImplementationVersion();
        versions.put("s2r2", own == null ? "development" : own);
        versions.put("backend", backend.name() + ": " + backend.description());
        versions.put("java", Runtime.version().toString());
        return versions;
    }
}
