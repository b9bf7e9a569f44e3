package org.s2r2.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.s2r2.backend.Backend;
import org.s2r2.backend.EncoderModel;
import org.s2r2.checkpoint.Checkpoint;
import org.s2r2.checkpoint.CheckpointFolder;
import org.s2r2.checkpoint.Score;
import org.s2r2.collective.Collective;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.loader.ViewLoader;
import org.s2r2.experiment.provenance.Code;
import org.s2r2.experiment.provenance.Provenance;
import org.s2r2.experiment.tensorboard.TensorBoardWriter;
import org.s2r2.objective.Objective;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.HostArray;
import org.s2r2.training.BatchFigures;
import org.s2r2.training.CollapseGuard;
import org.s2r2.training.DivergedException;
import org.s2r2.training.StopRequest;
import org.s2r2.training.Tally;
import org.s2r2.training.Teacher;
import org.s2r2.training.Trainer;
import org.s2r2.training.TrainingEvent;
import org.s2r2.training.TrainingListener;
import org.s2r2.training.TrainingStoppedException;
import org.s2r2.view.ViewLayout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pretrains the encoder of an experiment and leaves a run folder behind. */
public final class Pretraining {

    private static final Logger LOG = LoggerFactory.getLogger(Pretraining.class);

    private Pretraining() {}

    /**
     * Trains from the start, or on from the newest whole checkpoint.
     *
     * @param run where to write; without {@code resume} no run with a checkpoint may be there yet
     * @param resume whether to go on with the run that is there, from its beginning where it has no checkpoint yet; the
     *     configuration has to be its own, but for {@code training.epochs}
     * @param stop ends the training between two steps, with a checkpoint
     * @param listeners who else follows the training
     * @throws TrainingStoppedException if the training was asked to stop
     * @throws DivergedException if it cannot go on to anything good; the message names the last good checkpoint
     */
    public static void run(Experiment experiment, RunFolder run, boolean resume, StopRequest stop,
            List<TrainingListener> listeners) {
        run(experiment, run, resume, stop, listeners, session -> {});
    }

    /**
     * The same, with a look at what this session is made of before anything is written.
     *
     * @param look may refuse it with an exception
     */
    public static void run(Experiment experiment, RunFolder run, boolean resume, StopRequest stop,
            List<TrainingListener> listeners, Consumer<Provenance> look) {
        run(experiment, run, resume, stop, listeners, look, Collective.ALONE);
    }

    /**
     * The same by several workers, each of which calls this with a run folder that all of them see. Worker 0 alone writes,
     * evaluates and tells listeners; the others train.
     *
     * @param collective the workers; the caller closes it, also where this ends in an exception, so that no other waits
     * @throws org.s2r2.collective.CollectiveException if another worker was lost
     */
    public static void run(Experiment experiment, RunFolder run, boolean resume, StopRequest stop,
            List<TrainingListener> listeners, Consumer<Provenance> look, Collective collective) {
        try (RunLock lock = collective.rank() == 0 ? RunLock.take(run, RunLock.Work.TRAINING) : null) {
            SessionStart.requireFolder(run, resume);
            run(experiment, run, resume, stop, listeners, look, lock, collective);
        } catch (IOException e) {
            throw new UncheckedIOException(run.path() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Refuses a folder to begin or to go on in, as far as that shows before anything is opened.
     *
     * @throws InvalidInputException if there is nothing to go on with, or something that would be lost
     */
    public static void requireFolder(RunFolder run, boolean resume) {
        try {
            SessionStart.requireFolder(run, resume);
        } catch (IOException e) {
            throw new UncheckedIOException(run.path() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Waits until the worker that wrote a run has ended, where it was lost to the others and its process may live on for a while.
     *
     * @throws InvalidInputException if it has not ended after so long
     */
    public static void awaitLostWriter(RunFolder run, Duration longest) {
        try {
            RunLock.await(run, RunLock.Work.TRAINING, "the process that wrote it before it was lost", longest);
        } catch (IOException e) {
            throw new UncheckedIOException(run.path() + ": " + e.getMessage(), e);
        }
    }

    private static void run(Experiment experiment, RunFolder run, boolean resume, StopRequest stop,
            List<TrainingListener> listeners, Consumer<Provenance> look, @Nullable RunLock lock, Collective collective)
            throws IOException {
        try (ImageDataset images = experiment.openForPretraining();
                OnlineEvaluation online = collective.rank() == 0 ? OnlineEvaluation.open(experiment) : null) {
            Map<String, Object> config = experiment.config();
            SessionStart start = SessionStart.find(run, resume, config, experiment.epochs());
            try (ViewLoader views = experiment.openLoader(images, WorkerAgreement.share(collective));
                    Backend backend = experiment.openTrainingBackend()) {
                start.requireSameEpochs(views);
                Provenance session = start.session(experiment, images, backend);
                look.accept(session);
                WorkerAgreement.require(collective, run, start.from(), session);
                if (collective.rank() > 0) {
                    train(experiment, start, views, backend, null, stop, List.of(), collective);
                    return;
                }
                start.setAsideDamaged();
                Provenance recorded = start.recorded(session);
                Objects.requireNonNull(lock, "worker 0 has the lock").createFolder();
                recorded.write(run.provenanceFile());
                run.write(run.configFile(), ExperimentFile.write(config).getBytes(StandardCharsets.UTF_8));
                LOG.info("{}: {} on {}, {}", experiment.name(), experiment.encoder().name(), images.description(),
                        backend.description());
                train(experiment, start, views, backend, online, stop, listeners, collective);
            }
            if (images.badImages() > 0) {
                LOG.warn("{} images could not be decoded and were skipped", images.badImages());
            }
        }
    }

    private static void train(Experiment experiment, SessionStart start, ViewLoader views, Backend backend,
            @Nullable OnlineEvaluation online, StopRequest stop, List<TrainingListener> others, Collective collective)
            throws IOException {
        RunFolder run = start.run();
        CheckpointFolder.Found from = start.from();
        Objective objective = experiment.objective();
        Checkpoint checkpoint = from == null ? null : from.checkpoint();
        if (checkpoint != null) {
            Restoring.fitting(run, "state of its objective", () -> {
                objective.load(checkpoint.objective());
                return null;
            });
        }
        TrainingSection training = experiment.training();
        boolean writes = collective.rank() == 0;
        long stepsDone = start.step();
        Map<String, HostArray> weights =
                checkpoint == null ? experiment.models().firstWeights(objective) : checkpoint.weights();
        long steps = (long) training.epochs() * views.batchesPerEpoch();
        try (EncoderModel model = checkpoint == null
                        ? experiment.models().compile(backend, objective, weights)
                        : Restoring.model(experiment, run, checkpoint, objective, backend);
                OpenTeacher following = new OpenTeacher(experiment.models().openTeacher(backend, weights, steps, collective));
                MetricsWriter metrics = writes ? new MetricsWriter(run.metricsFile(), stepsDone) : null;
                TensorBoardWriter board =
                        writes && training.tensorboard() ? TensorBoardWriter.open(run.path(), stepsDone) : null) {
            Optional<Teacher> teacher = following.teacher();
            if (from != null && checkpoint != null) {
                teacher.ifPresent(restored -> Restoring.fitting(run, "weights of the teacher and its memory", () -> {
                    restored.load(checkpoint.teacher());
                    return null;
                }));
                LOG.info("going on after step {}, from {}", stepsDone, from.folder());
            }
            Tally tally = checkpoint == null ? Tally.NONE : checkpoint.state().tally();
            Function<List<TrainingListener>, Trainer> trainers = followed -> new Trainer(backend, model, objective, teacher,
                    views, experiment.schedule(), training.epochs(), experiment.microBatch(), followed, stop,
                    training.guards().skips(), collective);
            if (metrics == null) {
                trainers.apply(List.of()).resume(stepsDone, tally);
                return;
            }
            List<TrainingListener> listeners = new ArrayList<>(others);
            listeners.add(metrics);
            Function<TrainingEvent.EpochDone, @Nullable Score> scores = done -> new Score(Score.LOSS, done.loss());
            if (online != null) {
                // Before the checkpoint, so that whoever goes on from one finds the evaluation that belongs to it.
                OnlineListener evaluation = new OnlineListener(online, metrics,
                        experiment.evaluation().teacher() ? teacher : Optional.empty(), run.trainingSeconds());
                listeners.add(evaluation);
                scores = evaluation::score;
            }
            if (board != null) {
                listeners.add(board.listener(scores));
            }
            CheckpointWriter checkpoints = new CheckpointWriter(objective, teacher, run.checkpoints(), training, scores, start.hash(),
                    versions(backend), from == null ? null : from.folder());
            listeners.add(checkpoints);
            if (training.metricsEvery() > 0) {
                listeners.add(new CollapseListener(ViewLayout.viewMajor(views.batchSize(), views.views()),
                        training.metricsEvery(), training.guards().onCollapse() == GuardSection.Collapse.STOP,
                        run.metrics("step", CollapseGuard.windowStart(stepsDone))));
            }
            training.listeners().stream().map(Supplier::get).forEach(listeners::add);
            BatchFigures figures = new BatchFigures(
                    training.metricsEvery(), experiment.backendOptions().threads(), experiment.unitRows(), tally, listeners);
            try (BegunListeners begun = BegunListeners.begin(listeners, run.path(), stepsDone)) {
                trainers.apply(List.of(figures)).resume(stepsDone, tally);
            } catch (DivergedException e) {
                throw withSuppressed(e, new DivergedException(e.getMessage() + (checkpoints.newest() == null
                        ? "; there is no checkpoint before it"
                        : "; the last good checkpoint is " + checkpoints.newest())));
            } catch (TrainingStoppedException e) {
                throw withSuppressed(e, new TrainingStoppedException(e.reason(), e.getMessage() + "; the checkpoint is "
                        + checkpoints.newest() + "; go on with: pretrain " + run.configFile() + " --out " + run.path()
                        + " --resume"));
            }
        }
    }

    /** A teacher that may be absent, to close. */
    private record OpenTeacher(Optional<Teacher> teacher) implements AutoCloseable {
        @Override
        public void close() {
            teacher.ifPresent(Teacher::close);
        }
    }

    /** Says of listeners that failed while the run ended for another reason, and keeps what they threw. */
    private static <T extends RuntimeException> T withSuppressed(RuntimeException first, T second) {
        for (Throwable further : first.getSuppressed()) {
            LOG.warn("a listener failed at the end of the run: {}", further.toString());
            second.addSuppressed(further);
        }
        return second;
    }

    private static Map<String, String> versions(Backend backend) {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("s2r2", Code.running().toString());
        versions.put("backend", backend.name() + ": " + backend.description());
        versions.put("java", Runtime.version().toString());
        return versions;
    }
}
