package org.s2r2.training;

/** Something that follows a training run: a progress bar, a metrics file, a checkpoint writer. */
@FunctionalInterface
public interface TrainingListener {

    /** Called on the loop's thread, which waits; an exception ends the run. */
    void on(TrainingEvent event);
}
