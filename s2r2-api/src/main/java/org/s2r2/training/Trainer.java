package org.s2r2.training;

import java.util.Arrays;
import java.util.List;
import org.s2r2.backend.Backend;
import org.s2r2.backend.EncoderModel;
import org.s2r2.objective.BatchAp;
import org.s2r2.objective.Objective;
import org.s2r2.optim.WarmupCosine;
import org.s2r2.tensor.Tensor;
import org.s2r2.view.ViewBatch;
import org.s2r2.view.ViewSource;

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
 */
public record Trainer(
        Backend backend,
        EncoderModel model,
        Objective objective,
        ViewSource views,
        WarmupCosine schedule,
        int epochs,
        int microBatch,
        List<TrainingListener> listeners) {

    /** A loop in which the whole batch passes through the encoder at once. */
    public Trainer(Backend backend, EncoderModel model, Objective objective, ViewSource views, WarmupCosine schedule,
            int epochs, List<TrainingListener> listeners) {
        this(backend, model, objective, views, schedule, epochs, 0, listeners);
    }

    /** Trains from the first epoch. */
    public void run() {
        resume(0);
    }

    /**
     * Trains on after {@code epochsDone} epochs, with the model and the objective in the state that they left.
     *
     * @throws DivergedException if the loss is not finite; the weights are those before that step
     */
    public void resume(int epochsDone) {
        long start = System.nanoTime();
        EncoderPasses passes = new EncoderPasses(backend, model, microBatch);
        int stepsPerEpoch = views.batchesPerEpoch();
        long step = (long) epochsDone * stepsPerEpoch;
        tell(new TrainingEvent.Started(epochsDone, step, epochs, stepsPerEpoch, views.batchSize() * views.views()));
        for (int epoch = epochsDone; epoch < epochs; epoch++) {
            step = epoch(passes, epoch, step);
        }
        tell(new TrainingEvent.Finished(epochs, step, secondsSince(start)));
    }

    private long epoch(EncoderPasses passes, int epoch, long stepsBefore) {
        long epochStart = System.nanoTime();
        long step = stepsBefore;
        double lossSum = 0;
        double apSum = 0;
        try (ViewSource.Epoch batches = views.epoch(epoch)) {
            long stepStart = System.nanoTime();
            while (batches.hasNext()) {
                ViewBatch batch = batches.next();
                double wait = secondsSince(stepStart);
                StepResult result;
                double rate = schedule.at(step);
                try (batch) {
                    result = step(passes, batch, epoch, step, rate);
                }
                step++;
                lossSum += result.loss;
                apSum += result.batchAp;
                long now = System.nanoTime();
                tell(new TrainingEvent.StepDone(
                        epoch + 1, step, result.loss, result.batchAp, rate, (now - stepStart) / 1e9, wait));
                stepStart = now;
            }
        }
        long steps = step - stepsBefore;
        tell(new TrainingEvent.EpochDone(
                epoch + 1, step, lossSum / steps, apSum / steps, secondsSince(epochStart), model));
        return step;
    }

    private record StepResult(double loss, double batchAp) {}

    private StepResult step(EncoderPasses passes, ViewBatch batch, int epoch, long stepsDone, double learningRate) {
        try (TrainingStep step = new TrainingStep(passes, objective, batch, epoch, stepsDone)) {
            Tensor embeddings = step.forward();
            double loss = step.evaluate();
            if (!Double.isFinite(loss)) {
                throw new DivergedException("step " + (stepsDone + 1) + ": the loss is " + loss + " on the images "
                        + Arrays.toString(batch.imageIndices())
                        + "; try a lower learning rate, a longer warm-up or a higher temperature");
            }
            step.backward();
            step.update(learningRate);
            return new StepResult(loss, BatchAp.of(embeddings.toFloats(), batch.layout()));
        }
    }

    private void tell(TrainingEvent event) {
        listeners.forEach(listener -> listener.on(event));
    }

    private static double secondsSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1e9;
    }
}
