package org.s2r2.training;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.s2r2.backend.EncoderModel;
import org.s2r2.view.ViewLayout;

/** What the training loop tells its listeners, on its own thread. Epochs and steps done count from 1. */
public sealed interface TrainingEvent {

    /**
     * The loop begins.
     *
     * @param epoch epochs already done, 0 for a new run
     * @param step steps already done
     * @param epochs epochs of the whole run
     * @param stepsPerEpoch steps of an epoch
     * @param viewsPerStep views of a batch, images x views
     */
    record Started(int epoch, long step, int epochs, int stepsPerEpoch, int viewsPerStep) implements TrainingEvent {}

    /**
     * An update was made.
     *
     * @param epoch the epoch it belongs to
     * @param step the number of this step in the run
     * @param loss the objective's value before the update
     * @param learningRate the learning rate of the update
     * @param seconds the time since the step before, waiting for views included
     * @param waitSeconds the part of it that was waiting for views
     * @param layout which row of the embeddings is which view of which image
     * @param embeddings copies the embeddings of the batch, [layout.rows(), dim] row-major; to be asked before the
     *     listener returns
     * @param figures what was measured of the embeddings, by name, see {@link BatchFigures}; empty where nothing was
     */
    record StepDone(
            int epoch,
            long step,
            double loss,
            double learningRate,
            double seconds,
            double waitSeconds,
            ViewLayout layout,
            Supplier<float[]> embeddings,
            Map<String, Double> figures)
            implements TrainingEvent {

        StepDone with(Map<String, Double> measured) {
            return new StepDone(
                    epoch, step, loss, learningRate, seconds, waitSeconds, layout, embeddings, Map.copyOf(measured));
        }

        /** A figure by its name; empty where it was not measured. */
        public OptionalDouble figure(String name) {
            return figures.containsKey(name) ? OptionalDouble.of(figures.get(name)) : OptionalDouble.empty();
        }
    }

    /**
     * A step made no update, because something was infinite or not a number. The model is as it was before the step.
     *
     * @param epoch the epoch it belongs to
     * @param step the number of this step in the run
     * @param problem what was not finite
     * @param inARow how many steps were skipped one after the other, this one included
     */
    record StepSkipped(int epoch, long step, String problem, int inARow) implements TrainingEvent {}

    /**
     * All batches of an epoch were seen.
     *
     * @param epoch the epoch
     * @param step steps done in the run
     * @param loss the mean over the epoch's updates
     * @param batchAp the mean of {@link BatchFigures#BATCH_AP} over the batches of the epoch that were measured, not a
     *     number where none was
     * @param seconds the time the epoch took
     * @param tally what a run that goes on from here has to know
     * @param model the model, which a listener may read and evaluate
     */
    record EpochDone(
            int epoch, long step, double loss, double batchAp, double seconds, Tally tally, EncoderModel model)
            implements TrainingEvent {

        EpochDone withBatchAp(double mean) {
            return new EpochDone(epoch, step, loss, mean, seconds, tally, model);
        }
    }

    /**
     * The loop was asked to stop, and ends when its listeners have returned: with all batches of an epoch seen, or
     * between two of them.
     *
     * @param epoch epochs done
     * @param step steps done in the run
     * @param tally what a run that goes on from here has to know
     * @param model the model, which a listener may read
     */
    record Stopping(int epoch, long step, Tally tally, EncoderModel model) implements TrainingEvent {

        Stopping with(Tally counted) {
            return new Stopping(epoch, step, counted, model);
        }
    }

    /** The last epoch is over and its listeners have returned. */
    record Finished(int epochs, long steps, double seconds) implements TrainingEvent {}
}
