package org.s2r2.experiment;

import java.util.function.Supplier;
import org.s2r2.backend.Backend;
import org.s2r2.backend.EncoderModel;
import org.s2r2.checkpoint.Checkpoint;
import org.s2r2.objective.Objective;
import org.s2r2.settings.InvalidInputException;

/** Takes what a run goes on with from its checkpoint. */
final class Restoring {

    private Restoring() {}

    /** The encoder of a checkpoint, with the state of its optimiser; the caller closes it. */
    static EncoderModel model(Experiment experiment, RunFolder run, Checkpoint checkpoint,
            Objective objective, Backend backend) {
        EncoderModel model = fitting(run, "weights of the encoder and its objective",
                () -> experiment.models().compile(backend, objective, checkpoint.weights()));
        try {
            return fitting(run, "state of the optimiser", () -> {
                model.loadOptimizerState(checkpoint.optimizer());
                return model;
            });
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /** What a checkpoint holds is somebody's file, even where its sums are right. */
    static <T> T fitting(RunFolder run, String part, Supplier<T> use) {
        try {
            return use.get();
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(
                    run.path() + ": its checkpoint has not the " + part + " that the run needs: " + e.getMessage(), e);
        }
    }
}
