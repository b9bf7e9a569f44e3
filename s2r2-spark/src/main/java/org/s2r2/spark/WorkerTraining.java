package org.s2r2.spark;

import java.io.Serializable;
import java.util.List;
import org.s2r2.collective.Collective;
import org.s2r2.experiment.Experiment;
import org.s2r2.experiment.Pretraining;
import org.s2r2.experiment.RunFolder;
import org.s2r2.training.StopRequest;

/** How a worker trains together with others. */
interface WorkerTraining extends Serializable {

    /**
     * Trains until the end of the run. Worker 0 writes the folder.
     *
     * @param resume whether to go on with the run that is there
     * @param stop ends it between two steps, with a checkpoint
     * @throws org.s2r2.training.TrainingStoppedException if it was asked to stop
     */
    void run(Experiment experiment, RunFolder run, boolean resume, StopRequest stop, Collective collective);

    /** The training of the command pretrain. */
    static WorkerTraining pretraining() {
        return (experiment, run, resume, stop, collective) -> Pretraining.run(
                experiment, run, resume, stop, List.of(), session -> { }, collective);
    }
}
