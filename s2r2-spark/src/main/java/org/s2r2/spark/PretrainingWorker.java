package org.s2r2.spark;

import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.spark.BarrierTaskContext;
import org.s2r2.collective.Collective;
import org.s2r2.collective.CollectiveException;
import org.s2r2.data.ImageDataset;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.Experiment;
import org.s2r2.experiment.Pretraining;
import org.s2r2.experiment.RunFolder;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.spark.rabit.RabitCollective;
import org.s2r2.spark.rabit.RabitTracker;
import org.s2r2.training.DivergedException;
import org.s2r2.training.StopRequest;
import org.s2r2.training.TrainingStoppedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of the workers that train an encoder together, in a task of a barrier stage. All meet before the training, to refuse it
 * together where one has to and to hear where Rabit's meeting point is, and behind it. A worker that was lost ends the attempt
 * of all; Spark then begins the next, which goes on from the newest checkpoint.
 *
 * @param config of the experiment
 * @param folder of the run
 * @param resume whether the first attempt goes on with a run that is there
 * @param timeoutSeconds after which a worker that does not answer counts as lost
 */
record PretrainingWorker(WorkerConfig config, String folder, boolean resume, int timeoutSeconds) implements Serializable {

    private static final Logger LOG = LoggerFactory.getLogger(PretrainingWorker.class);

    /** How long the process of a worker that was lost may live on: one that was cut off ends itself after two minutes. */
    private static final Duration LONGEST_LOCK = Duration.ofSeconds(150);

    /**
     * How a worker's training ended; both are null where it is done.
     *
     * @param lost which other worker was lost, and how that showed
     * @param stopped where to go on behind a stop that was asked for
     */
    record Ending(String lost, String stopped) implements Serializable {}

    /** How it ended, or why the work cannot be done, however often it is tried. */
    WorkerResult<Ending> train(WorkerTraining training) {
        BarrierTaskContext context = BarrierTaskContext.get();
        RunFolder run = new RunFolder(Path.of(folder));
        Experiment[] experiment = new Experiment[1];
        WorkerResult<String> ready = WorkerResult.of(() -> {
            experiment[0] = open();
            if (context.partitionId() == 0 && context.stageAttemptNumber() > 0) {
                Pretraining.awaitLostWriter(run, LONGEST_LOCK);
            }
            return "";
        });
        RabitTracker tracker = null;
        try {
            Greeting own = new Greeting(ready.refusal(), null, 0, resume || context.stageAttemptNumber() > 0 && run.exists());
            if (context.partitionId() == 0 && ready.refusal() == null && workers(context) > 1) {
                tracker = RabitTracker.open(Greeting.ownHost(), workers(context), timeoutSeconds);
                own = own.with(tracker.address());
            }
            Greeting agreed = Greeting.agreed(context.allGather(own.text()));
            if (agreed.refusal() != null) {
                return new WorkerResult<>(null, agreed.refusal());
            }
            LOG.info("worker {} of {}, attempt {}{}", context.partitionId(), workers(context),
                    context.stageAttemptNumber() + 1, agreed.resume() ? ", going on with the run that is there" : "");
            return end(context, run(training, experiment[0], run, agreed, context));
        } finally {
            if (tracker != null) {
                tracker.close();
            }
        }
    }

    private static int workers(BarrierTaskContext context) {
        return context.getTaskInfos().length;
    }

    /** Reads the experiment, and opens its images to find what is missing here. */
    private Experiment open() {
        Experiment experiment = Experiment.read(config.readAsWritten(), Components.discover());
        try (ImageDataset images = experiment.openForPretraining()) {
            LOG.debug("{}", images.description());
        }
        return experiment;
    }

    /** What came of the training here. */
    private WorkerResult<Ending> run(WorkerTraining training, Experiment experiment, RunFolder run, Greeting agreed,
            BarrierTaskContext context) {
        int workers = workers(context);
        StopRequest stop = new StopRequest();
        return WorkerResult.of(() -> {
            try (StopFile.Watch watch = StopFile.in(run.path()).watch(stop);
                    Collective collective = workers == 1
                            ? Collective.ALONE
                            : RabitCollective.join(agreed.tracker(), context.partitionId(), workers, timeoutSeconds)) {
                training.run(experiment, run, agreed.resume(), stop, collective);
                return new Ending(null, null);
            } catch (TrainingStoppedException e) {
                return new Ending(null, e.getMessage());
            } catch (DivergedException e) {
                throw new InvalidInputException(e.getMessage(), e);
            } catch (CollectiveException e) {
                LOG.warn("lost: {}", e.getMessage());
                return new Ending(e.getMessage(), null);
            }
        });
    }

    /**
     * What came of it everywhere.
     *
     * @throws CollectiveException if it is to be tried again
     */
    private static WorkerResult<Ending> end(BarrierTaskContext context, WorkerResult<Ending> own) {
        Greeting agreed = Greeting.agreed(context.allGather(new Greeting(own.refusal(), null, 0, false).text()));
        if (agreed.refusal() != null) {
            return new WorkerResult<>(null, agreed.refusal());
        }
        if (own.value().lost != null) {
            throw new CollectiveException(own.value().lost);
        }
        // Worker 0 alone knows the checkpoint.
        return context.partitionId() == 0 ? own : new WorkerResult<>(new Ending(null, null), null);
    }
}
