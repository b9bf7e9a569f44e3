package org.s2r2.training;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.s2r2.backend.Backend;
import org.s2r2.backend.EncoderModel;
import org.s2r2.objective.BatchAp;
import org.s2r2.objective.Objective;
import org.s2r2.optim.Schedule;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.Tensor;
import org.s2r2.view.ViewBatch;
import org.s2r2.view.ViewSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The training loop: views in, embeddings, the objective's loss and gradient at the embeddings, backward, update. It is
 * the same for every backend, dataset and objective, and does nothing else: what should happen beside it listens to its
 * events.
 *
 * @param backend where the objective runs
 * @param model the encoder, compiled by that backend together with the objective's own weights
 * @param objective what to make small; one with state is told of every step, and serves one run
 * @param views where batches come from
 * @param schedule the learning rate of each step
 * @param epochs epochs of the whole run
 * @param microBatch images that pass through the encoder at once, see {@link EncoderPasses}; 0 for the whole batch
 * @param listeners who hears of it, in this order
 * @param stop ends the run between two steps
 * @param skipLimit how many steps in a row are skipped because a loss or a gradient is not finite, before the run ends;
 *     with 0 the first one ends it
 */
public record Trainer(
        Backend backend,
        EncoderModel model,
        Objective objective,
        ViewSource views,
        Schedule schedule,
        int epochs,
        int microBatch,
        List<TrainingListener> listeners,
        StopRequest stop,
        int skipLimit) {

    private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);

    /** A run of undivided batches that nobody stops, and that a loss which is not finite ends. */
    public Trainer(Backend backend, EncoderModel model, Objective objective, ViewSource views, Schedule schedule,
            int epochs, List<TrainingListener> listeners) {
        this(backend, model, objective, views, schedule, epochs, 0, listeners, new StopRequest(), 0);
    }

    /** Trains from the first epoch. */
    public void run() {
        resume(0, Tally.NONE);
    }

    /**
     * Trains on after {@code stepsDone} steps, with the model and the objective in the state that they left.
     *
     * @param tally what was counted in these steps
     * @throws DivergedException if a loss or a gradient is not finite; the weights are those before that step
     * @throws TrainingStoppedException if the run was asked to stop; its listeners know of it
     */
    public void resume(long stepsDone, Tally tally) {
        long start = System.nanoTime();
        EncoderPasses passes = new EncoderPasses(backend, model, microBatch);
        int stepsPerEpoch = views.batchesPerEpoch();
        int epochsDone = (int) (stepsDone / stepsPerEpoch);
        tell(new TrainingEvent.Started(epochsDone, stepsDone, epochs, stepsPerEpoch, views.batchSize() * views.views()));
        long step = stepsDone;
        Tally counted = tally;
        for (int epoch = epochsDone; epoch < epochs; epoch++) {
            counted = epoch(passes, epoch, step, counted);
            step = (epoch + 1L) * stepsPerEpoch;
        }
        stopIfAsked(epochs, step, counted);
        tell(new TrainingEvent.Finished(epochs, step, secondsSince(start)));
    }

    private Tally epoch(EncoderPasses passes, int epoch, long stepsBefore, Tally before) {
        long step = stepsBefore;
        Tally tally = before;
        int first = (int) (stepsBefore - (long) epoch * views.batchesPerEpoch());
        try (ViewSource.Epoch batches = views.epoch(epoch, first)) {
            long stepStart = System.nanoTime();
            while (batches.hasNext()) {
                stopIfAsked(epoch, step, tally);
                ViewBatch batch = batches.next();
                double wait = secondsSince(stepStart);
                StepResult result;
                double rate = schedule.learningRate(step, views.batchesPerEpoch());
                try (batch) {
                    result = step(passes, batch, epoch, step, rate);
                    requireUpdate(result, batch, step + 1, tally.skippedInARow());
                }
                step++;
                long now = System.nanoTime();
                double seconds = (now - stepStart) / 1e9;
                stepStart = now;
                if (result.problem == null) {
                    tally = tally.updated(result.loss, result.batchAp, seconds);
                    tell(new TrainingEvent.StepDone(
                            epoch + 1, step, result.loss, result.batchAp, rate, seconds, wait, result.spread));
                } else {
                    tally = tally.skipped(seconds);
                    LOG.warn("step {} skipped: {}; {} of at most {} in a row, {} in this run", step, result.problem,
                            tally.skippedInARow(), skipLimit, tally.skipped());
                    tell(new TrainingEvent.StepSkipped(epoch + 1, step, result.problem, tally.skippedInARow()));
                }
            }
        }
        Tally next = tally.nextEpoch();
        tell(new TrainingEvent.EpochDone(epoch + 1, step, tally.loss() / tally.updates(),
                tally.batchAp() / tally.updates(), tally.seconds(), next, model));
        return next;
    }

    /** @param problem what was not finite, so that there was no update; null after one */
    private record StepResult(double loss, double batchAp, double spread, String problem) {

        static StepResult skipped(String problem) {
            return new StepResult(Double.NaN, Double.NaN, Double.NaN, problem);
        }
    }

    private StepResult step(EncoderPasses passes, ViewBatch batch, int epoch, long stepsDone, double learningRate) {
        RunningStatistics before = skipLimit > 0 ? RunningStatistics.of(model) : null;
        try (TrainingStep step = new TrainingStep(passes, objective, batch, epoch, stepsDone)) {
            Tensor embeddings = step.forward();
            double loss = step.evaluate();
            Optional<String> problem = step.problem();
            if (problem.isEmpty()) {
                step.backward();
                problem = skipLimit > 0 ? gradientProblem() : problem;
            }
            if (problem.isPresent()) {
                if (before != null) {
                    before.putBack(model);
                }
                return StepResult.skipped(problem.get());
            }
            step.update(learningRate);
            float[] values = embeddings.toFloats();
            return new StepResult(
                    loss, BatchAp.of(values, batch.layout()), CollapseGuard.spread(values, batch.layout().rows()), null);
        }
    }

    /** What is not finite among the gradients at the weights, which are then set to 0. */
    private Optional<String> gradientProblem() {
        Map<String, HostArray> gradients = model.gradients();
        Optional<String> name = Finiteness.firstNotFinite(gradients);
        // With everything frozen an update does nothing else to the arrays.
        name.ifPresent(found -> model.update(0, Set.copyOf(gradients.keySet())));
        return name.map(found -> "the gradient at " + found + " is not finite");
    }

    private void requireUpdate(StepResult result, ViewBatch batch, long step, int skippedBefore) {
        if (result.problem == null || skippedBefore < skipLimit) {
            return;
        }
        Optional<String> weight = Finiteness.firstNotFinite(trainable());
        throw new DivergedException("step " + step + ": " + result.problem + " on the images "
                + Arrays.toString(batch.imageIndices())
                + weight.map(name -> ", and since the update before " + name + " is not finite").orElse("")
                + (skipLimit > 0 ? ", after " + skippedBefore + " skipped steps in a row" : "")
                + "; try a lower learning rate, a longer warm-up or a higher temperature");
    }

    /** The weights without what batch norms track, which the forward pass has changed. */
    private Map<String, HostArray> trainable() {
        Map<String, HostArray> weights = new LinkedHashMap<>(model.weights());
        model.encoder().parameters().stream()
                .filter(parameter -> !parameter.trainable())
                .forEach(parameter -> weights.remove(parameter.name()));
        return weights;
    }

    private void stopIfAsked(int epochsDone, long step, Tally tally) {
        Optional<String> reason = stop.reason();
        if (reason.isPresent()) {
            tell(new TrainingEvent.Stopping(epochsDone, step, tally, model));
            throw new TrainingStoppedException(reason.get(), "stopped by " + reason.get() + " after step " + step
                    + " of " + (long) epochs * views.batchesPerEpoch());
        }
    }

    private void tell(TrainingEvent event) {
        listeners.forEach(listener -> listener.on(event));
    }

    private static double secondsSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1e9;
    }
}
