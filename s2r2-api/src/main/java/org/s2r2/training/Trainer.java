package org.s2r2.training;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.s2r2.backend.Backend;
import org.s2r2.backend.EncoderModel;
import org.s2r2.collective.Collective;
import org.s2r2.objective.Objective;
import org.s2r2.optim.Schedule;
import org.s2r2.optim.StepRates;
import org.s2r2.tensor.HostArray;
import org.s2r2.view.ViewBatch;
import org.s2r2.view.ViewSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The training loop: views in, embeddings, the objective's loss and gradient at the embeddings, backward, update. It is
 * the same for every backend, dataset and objective, and does nothing else: what should happen beside it listens to its
 * events.
 *
 * <p>Several workers train one model by a trainer each, on a share of the images of every batch. What may be left out of
 * an update, and when to stop, they decide together.
 *
 * @param backend where the objective runs
 * @param model the encoder, compiled by that backend together with the objective's own weights
 * @param objective the loss to minimise; one with state is told of every step, and serves one run
 * @param teacher what follows the encoder; empty for none
 * @param views where batches come from, or a worker's shares of them
 * @param schedule the learning rate and the weight decay of each step
 * @param epochs epochs of the whole run
 * @param microBatch images that pass through the encoder at once, see {@link EncoderPasses}; 0 for all that a worker has
 * @param listeners called in this order on every event
 * @param stop ends the run between two steps
 * @param skipLimit how many steps in a row are skipped because a loss or a gradient is not finite, before the run ends;
 *     with 0 the first one ends it
 * @param collective the workers that train together, whose models, objectives and teachers are equal
 */
public record Trainer(
        Backend backend,
        EncoderModel model,
        Objective objective,
        Optional<Teacher> teacher,
        ViewSource views,
        Schedule schedule,
        int epochs,
        int microBatch,
        List<TrainingListener> listeners,
        StopRequest stop,
        int skipLimit,
        Collective collective) {

    private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);

    /** A run of one process. */
    public Trainer(Backend backend, EncoderModel model, Objective objective, Optional<Teacher> teacher, ViewSource views,
            Schedule schedule, int epochs, int microBatch, List<TrainingListener> listeners, StopRequest stop,
            int skipLimit) {
        this(backend, model, objective, teacher, views, schedule, epochs, microBatch, listeners, stop, skipLimit,
                Collective.ALONE);
    }

    /** A run of undivided batches that nobody stops, and that a loss which is not finite ends. */
    public Trainer(Backend backend, EncoderModel model, Objective objective, ViewSource views, Schedule schedule,
            int epochs, List<TrainingListener> listeners) {
        this(backend, model, objective, Optional.empty(), views, schedule, epochs, 0, listeners, new StopRequest(), 0);
    }

    /** Trains from the first epoch. */
    public void run() {
        resume(0, Tally.NONE);
    }

    /**
     * Trains on after {@code stepsDone} steps, with the model, the objective and the teacher in the state that they left.
     *
     * @param tally what was counted in these steps
     * @throws DivergedException if a loss or a gradient is not finite; the weights are those before that step
     * @throws TrainingStoppedException if a worker of the run was asked to stop; its listeners know of it
     * @throws org.s2r2.collective.CollectiveException if another worker was lost
     */
    public void resume(long stepsDone, Tally tally) {
        long start = System.nanoTime();
        StepRunner steps = new StepRunner(
                new EncoderPasses(backend, model, microBatch, collective), objective, teacher, skipLimit > 0);
        int stepsPerEpoch = views.batchesPerEpoch();
        int epochsDone = (int) (stepsDone / stepsPerEpoch);
        tell(new TrainingEvent.Started(epochsDone, stepsDone, epochs, stepsPerEpoch, views.batchSize() * views.views()));
        long step = stepsDone;
        Tally counted = tally;
        for (int epoch = epochsDone; epoch < epochs; epoch++) {
            counted = epoch(steps, epoch, step, counted);
            step = (epoch + 1L) * stepsPerEpoch;
        }
        stopIfAsked(epochs, step, counted);
        tell(new TrainingEvent.Finished(epochs, step, secondsSince(start)));
    }

    private Tally epoch(StepRunner steps, int epoch, long stepsBefore, Tally before) {
        long step = stepsBefore;
        Tally tally = before;
        int first = (int) (stepsBefore - (long) epoch * views.batchesPerEpoch());
        try (ViewSource.Epoch batches = views.epoch(epoch, first)) {
            long stepStart = System.nanoTime();
            while (batches.hasNext()) {
                stopIfAsked(epoch, step, tally);
                ViewBatch batch = batches.next();
                requireShare(batch);
                double wait = secondsSince(stepStart);
                StepRates rates = schedule.rates(step, views.batchesPerEpoch());
                try (batch;
                        StepRunner.Outcome outcome = steps.run(batch, epoch, step, rates, phase -> {})) {
                    requireUpdate(outcome, step + 1, tally.skippedInARow());
                    step++;
                    long now = System.nanoTime();
                    double seconds = (now - stepStart) / 1e9;
                    stepStart = now;
                    if (outcome.problem().isEmpty()) {
                        tally = tally.updated(outcome.loss(), seconds);
                        tell(new TrainingEvent.StepDone(epoch + 1, step, outcome.loss(), rates.learningRate(), seconds, wait,
                                outcome.step().layout(), outcome.embeddings(), Map.of()));
                    } else {
                        tally = tally.skipped(seconds);
                        skipped(epoch, step, outcome.problem().get(), tally);
                    }
                }
            }
        }
        Tally next = tally.nextEpoch();
        tell(new TrainingEvent.EpochDone(
                epoch + 1, step, tally.loss() / tally.updates(), Double.NaN, tally.seconds(), next, model));
        return next;
    }

    private void skipped(int epoch, long step, String problem, Tally tally) {
        LOG.warn("step {} skipped: {}; {} of at most {} in a row, {} in this run", step, problem, tally.skippedInARow(),
                skipLimit, tally.skipped());
        tell(new TrainingEvent.StepSkipped(epoch + 1, step, problem, tally.skippedInARow()));
    }

    private void requireShare(ViewBatch batch) {
        if (batch.images() * collective.size() != views.batchSize()) {
            throw new IllegalArgumentException("views: found " + batch.images() + " images, expected the share of one of "
                    + collective.size() + " workers in " + views.batchSize());
        }
    }

    private void requireUpdate(StepRunner.Outcome outcome, long step, int skippedBefore) {
        Optional<String> problem = outcome.problem();
        if (problem.isEmpty() || skippedBefore < skipLimit) {
            return;
        }
        Optional<String> weight = Finiteness.firstNotFinite(trainable());
        throw new DivergedException("step " + step + ": " + problem.get() + " on the images "
                + Arrays.toString(outcome.step().imageIndices())
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
        Optional<String> reason = stopReason();
        if (reason.isPresent()) {
            tell(new TrainingEvent.Stopping(epochsDone, step, tally, model));
            throw new TrainingStoppedException(reason.get(), "stopped by " + reason.get() + " after step " + step
                    + " of " + (long) epochs * views.batchesPerEpoch());
        }
    }

    /** Why all workers stop before the next step, because one of them was asked to. */
    private Optional<String> stopReason() {
        Optional<String> own = stop.reason();
        if (collective.size() == 1) {
            return own;
        }
        float[] asked = collective.gather(new float[] {own.isPresent() ? 1 : 0});
        for (int rank = 0; rank < asked.length && own.isEmpty(); rank++) {
            own = asked[rank] == 0 ? own : Optional.of("a stop of worker " + rank);
        }
        return own;
    }

    private void tell(TrainingEvent event) {
        listeners.forEach(listener -> listener.on(event));
    }

    private static double secondsSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1e9;
    }
}
