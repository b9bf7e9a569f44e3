package org.s2r2.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.s2r2.backend.Backend;
import org.s2r2.backend.EncoderModel;
import org.s2r2.collective.Collective;
import org.s2r2.data.loader.NoiseViews;
import org.s2r2.experiment.Experiment;
import org.s2r2.objective.Objective;
import org.s2r2.optim.StepRates;
import org.s2r2.training.BatchFigures;
import org.s2r2.training.EncoderPasses;
import org.s2r2.training.StepRunner;
import org.s2r2.training.StepRunner.Phase;
import org.s2r2.training.Tally;
import org.s2r2.training.Teacher;
import org.s2r2.training.TrainingEvent;
import org.s2r2.view.BatchShare;
import org.s2r2.view.ViewBatch;
import org.s2r2.view.ViewLayout;

/**
 * The untrained encoder of an experiment on its backend, with a batch of noise, and what its steps took. A step does
 * what {@link org.s2r2.training.Trainer} does, with a learning rate of 0: the arithmetic of the update is the same, and
 * all steps of all backends compute the same from the same weights, however many there are.
 */
final class BenchmarkEntry implements AutoCloseable {

    private static final int WARM_UP_STEPS = 2;
    private static final double LEARNING_RATE = 0;

    private final Backend backend;
    private final EncoderModel model;
    private final Optional<Teacher> teacher;
    private final StepRunner runner;
    private final BatchFigures figures;
    private final ViewBatch batch;
    private final Collective collective;
    private final LongSupplier nanoTime;
    private final List<StepTimes> steps = new ArrayList<>();
    private double loss;
    private long stepsDone;

    private BenchmarkEntry(
            Experiment experiment, ViewBatch batch, Backend backend, Collective collective, LongSupplier nanoTime) {
        this.backend = backend;
        this.collective = collective;
        Objective objective = experiment.objective();
        this.model = experiment.models().untrained(backend, objective);
        this.teacher = experiment.models().untrainedTeacher(backend, collective);
        this.runner = new StepRunner(
                new EncoderPasses(backend, model, experiment.microBatch(), collective), objective, teacher, experiment.skipsSteps());
        this.figures = new BatchFigures(
                experiment.metricsEvery(), experiment.backendOptions().threads(), experiment.unitRows(), Tally.NONE,
                List.of());
        this.batch = batch;
        this.nanoTime = nanoTime;
    }

    /** @param nanoTime a clock in nanoseconds */
    static BenchmarkEntry open(Experiment experiment, LongSupplier nanoTime) {
        return open(experiment, Collective.ALONE, nanoTime);
    }

    /**
     * One of several workers, which has its share of the images of a batch.
     *
     * @param collective the workers; the caller closes it
     */
    static BenchmarkEntry open(Experiment experiment, Collective collective, LongSupplier nanoTime) {
        int images = new BatchShare(collective.rank(), collective.size()).images(experiment.batchSize());
        ViewBatch batch = NoiseViews.of(experiment.views().crops(), images, experiment.seed() + collective.rank());
        Backend backend = experiment.openTrainingBackend();
        try {
            return new BenchmarkEntry(experiment, batch, backend, collective, nanoTime);
        } catch (RuntimeException e) {
            backend.close();
            throw e;
        }
    }

    Backend backend() {
        return backend;
    }

    /** What every step since the warm-up took. */
    List<StepTimes> steps() {
        return steps;
    }

    /** The loss of the newest step. */
    double loss() {
        return loss;
    }

    /** Makes at least two steps, for at least so many seconds, that count for nothing. */
    void warmUp(double seconds) {
        long start = nanoTime.getAsLong();
        for (int done = 0; done < WARM_UP_STEPS || secondsSince(start) < seconds; done++) {
            step(batch);
        }
    }

    /**
     * Makes steps, at least one, until so many seconds have passed.
     *
     * @return views a second
     */
    double round(double seconds) {
        long start = nanoTime.getAsLong();
        long views = 0;
        double passed;
        do {
            steps.add(step(batch));
            views += batch.layout().rows();
            passed = secondsSince(start);
        } while (passed < seconds);
        return views / passed;
    }

    /**
     * Makes so many steps.
     *
     * @return seconds
     */
    double make(int count) {
        long start = nanoTime.getAsLong();
        for (int i = 0; i < count; i++) {
            step(batch);
        }
        return secondsSince(start);
    }

    /** Makes one step with views that may be others than the entry's own, and leaves them open. */
    StepTimes step(ViewBatch batch) {
        long start = nanoTime.getAsLong();
        long[] ends = new long[Phase.values().length];
        try (StepRunner.Outcome outcome = runner.run(
                batch, 0, stepsDone++, StepRates.of(LEARNING_RATE), phase -> ends[phase.ordinal()] = nanoTime.getAsLong())) {
            loss = outcome.loss();
            if (outcome.problem().isPresent()) {
                throw new IllegalStateException("backend " + backend.name() + ": " + outcome.problem().get()
                        + " of the untrained encoder, expected a finite number");
            }
            // Worker 0 alone looks at the figures, as in a training.
            if (collective.rank() == 0) {
                figures.on(new TrainingEvent.StepDone(1, stepsDone, loss, LEARNING_RATE, secondsSince(start), 0,
                        ViewLayout.viewMajor(batch.images() * collective.size(), batch.layout().views()),
                        outcome.embeddings(), Map.of()));
            }
        }
        long done = nanoTime.getAsLong();
        return new StepTimes(
                (done - start) / 1e9,
                (ends[Phase.FORWARD.ordinal()] - start) / 1e9,
                between(ends, Phase.FORWARD, Phase.LOSS),
                between(ends, Phase.LOSS, Phase.BACKWARD),
                between(ends, Phase.BACKWARD, Phase.UPDATE),
                (done - ends[Phase.UPDATE.ordinal()]) / 1e9);
    }

    private static double between(long[] ends, Phase before, Phase phase) {
        return (ends[phase.ordinal()] - ends[before.ordinal()]) / 1e9;
    }

    private double secondsSince(long start) {
        return (nanoTime.getAsLong() - start) / 1e9;
    }

    @Override
    public void close() {
        teacher.ifPresent(Teacher::close);
        model.close();
        backend.close();
        batch.close();
    }
}
