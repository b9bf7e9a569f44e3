package org.s2r2.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.s2r2.backend.Backend;
import org.s2r2.backend.EncoderModel;
import org.s2r2.data.loader.NoiseViews;
import org.s2r2.experiment.Experiment;
import org.s2r2.objective.Objective;
import org.s2r2.training.EncoderPasses;
import org.s2r2.training.TrainingStep;
import org.s2r2.view.ViewBatch;

/**
 * The untrained encoder of an experiment on its backend, with a batch of noise, and what its steps took. A step does
 * what {@link org.s2r2.training.Trainer} does, with a learning rate of 0: the arithmetic of the update is the same, and
 * all steps of all backends compute the same from the same weights, however many there are.
 */
final class Contender implements AutoCloseable {

    private static final int WARM_UP_STEPS = 2;
    private static final double LEARNING_RATE = 0;

    private final Backend backend;
    private final EncoderModel model;
    private final EncoderPasses passes;
    private final Objective objective;
    private final ViewBatch batch;
    private final LongSupplier nanoTime;
    private final List<StepTimes> steps = new ArrayList<>();
    private double loss;
    private long stepsDone;

    private Contender(Experiment experiment, ViewBatch batch, Backend backend, LongSupplier nanoTime) {
        this.backend = backend;
        this.objective = experiment.objective();
        this.model = experiment.untrained(backend, objective);
        this.passes = new EncoderPasses(backend, model, experiment.microBatch());
        this.batch = batch;
        this.nanoTime = nanoTime;
    }

    /** @param nanoTime a clock in nanoseconds */
    static Contender open(Experiment experiment, LongSupplier nanoTime) {
        ViewBatch batch = NoiseViews.of(experiment.views().crops(), experiment.batchSize(), experiment.seed());
        Backend backend = experiment.openBackend();
        try {
            return new Contender(experiment, batch, backend, nanoTime);
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

    /** Makes one step with views that may be others than the contender's own, and leaves them open. */
    StepTimes step(ViewBatch batch) {
        long start = nanoTime.getAsLong();
        long forward;
        long evaluation;
        long backward;
        long update;
        try (TrainingStep step = new TrainingStep(passes, objective, batch, 0, stepsDone++)) {
            step.forward();
            forward = nanoTime.getAsLong();
            loss = step.evaluate();
            evaluation = nanoTime.getAsLong();
            step.backward();
            backward = nanoTime.getAsLong();
            step.update(LEARNING_RATE);
            update = nanoTime.getAsLong();
        }
        if (!Double.isFinite(loss)) {
            throw new IllegalStateException("backend " + backend.name() + ": found a loss of " + loss
                    + " for the untrained encoder, expected a finite number");
        }
        return new StepTimes(
                secondsSince(start),
                (forward - start) / 1e9,
                (evaluation - forward) / 1e9,
                (backward - evaluation) / 1e9,
                (update - backward) / 1e9);
    }

    private double secondsSince(long start) {
        return (nanoTime.getAsLong() - start) / 1e9;
    }

    @Override
    public void close() {
        model.close();
        backend.close();
        batch.close();
    }
}
