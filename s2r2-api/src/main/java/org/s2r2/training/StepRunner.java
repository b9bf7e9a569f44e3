package org.s2r2.training;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.s2r2.backend.EncoderModel;
import org.s2r2.objective.Objective;
import org.s2r2.optim.StepRates;
import org.s2r2.tensor.HostArray;
import org.s2r2.view.ViewBatch;

/** Makes the steps of a run: forward, loss, backward, update, and whether all that is finite. */
public final class StepRunner {

    private final EncoderPasses passes;
    private final EncoderModel model;
    private final Objective objective;
    private final Optional<Teacher> teacher;
    private final boolean skipping;

    /**
     * @param passes of the encoder, whose model has the objective's own weights too
     * @param teacher what follows the encoder; empty for none
     * @param skipping whether a step that is not finite is to leave the model as it was, so that a run may leave it out
     */
    public StepRunner(EncoderPasses passes, Objective objective, Optional<Teacher> teacher, boolean skipping) {
        this.passes = passes;
        this.model = passes.model();
        this.objective = objective;
        this.teacher = teacher;
        this.skipping = skipping;
    }

    /** The parts of a step, in their order. */
    public enum Phase {
        FORWARD,
        LOSS,
        BACKWARD,
        UPDATE
    }

    /** Is told whenever a part of a step is done. */
    @FunctionalInterface
    public interface PhaseListener {
        void done(Phase phase);
    }

    /**
     * A step that was made. Its embeddings are there until it is closed.
     *
     * @param loss the objective's value before the update
     * @param problem what was not finite, so that there was no update; empty after one
     * @param step the step itself
     */
    public record Outcome(double loss, Optional<String> problem, TrainingStep step) implements AutoCloseable {

        /** Copies the embeddings, [rows, dim] row-major. */
        public Supplier<float[]> embeddings() {
            return step::embeddings;
        }

        @Override
        public void close() {
            step.close();
        }
    }

    /**
     * Makes a step.
     *
     * @param batch the worker's share of the step's batch; it stays open until the outcome is closed
     * @param epoch epochs of the run done before
     * @param stepsDone steps of the run done before
     * @param phases is told of the parts
     * @return the caller closes it
     */
    public Outcome run(ViewBatch batch, int epoch, long stepsDone, StepRates rates, PhaseListener phases) {
        List<RunningStatistics> before = skipping ? statistics() : List.of();
        TrainingStep step = new TrainingStep(passes, objective, teacher, batch, epoch, stepsDone);
        try {
            step.forward();
            phases.done(Phase.FORWARD);
            double loss = step.evaluate();
            Optional<String> problem = step.problem();
            phases.done(Phase.LOSS);
            if (problem.isEmpty()) {
                step.backward();
                problem = skipping ? gradientProblem() : problem;
                phases.done(Phase.BACKWARD);
            }
            if (problem.isEmpty()) {
                step.update(rates);
                phases.done(Phase.UPDATE);
            } else {
                before.forEach(RunningStatistics::putBack);
            }
            return new Outcome(loss, problem, step);
        } catch (RuntimeException | Error e) {
            step.close();
            throw e;
        }
    }

    /** Those of all that passes views forward. */
    private List<RunningStatistics> statistics() {
        return Stream.concat(Stream.of(model), teacher.map(Teacher::model).stream()).map(RunningStatistics::of).toList();
    }

    /** What is not finite among the gradients at the weights, which are then set to 0. */
    private Optional<String> gradientProblem() {
        Map<String, HostArray> gradients = model.gradients();
        Optional<String> name = Finiteness.firstNotFinite(gradients);
        // With everything frozen an update does nothing else to the arrays.
        name.ifPresent(found -> model.update(0, Set.copyOf(gradients.keySet())));
        return name.map(found -> "the gradient at " + found + " is not finite");
    }
}
