package org.s2r2.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a training step and its parts take, in seconds. An
 * engine that works behind the caller's back, as on a GPU, is waited for where the loss is read: the time of a part may
 * then show in another.
 *
 * @param step the whole step
 * @param forward views to embeddings
 * @param loss the objective and its gradient at the embeddings
 * @param backward the gradient on to the weights
 * @param update the optimiser
 * @param figures the batch AP and the spread, where the experiment measures them, and the release of what a step made
 */
public record StepTimes(
        double step, double forward, double loss, double backward, double update, double figures) {

    /** The median of each part on its own. */
    static StepTimes medians(List<StepTimes> steps) {
        return new StepTimes(
                median(steps, StepTimes::step),
                median(steps, StepTimes::forward),
                median(steps, StepTimes::loss),
                median(steps, StepTimes::backward),
                median(steps, StepTimes::update),
                median(steps, StepTimes::figures));
    }

    private static double median(List<StepTimes> steps, ToDoubleFunction<StepTimes> part) {
        return RoundStatistics.of(steps.stream().mapToDouble(part).toArray()).median();
    }
}
