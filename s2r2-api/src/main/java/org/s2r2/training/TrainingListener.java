package org.s2r2.training;

import java.nio.file.Path;

/** Something that follows a training run: a progress bar, a metrics file, a checkpoint writer. */
@FunctionalInterface
public interface TrainingListener {

    /** Called on the loop's thread, which waits; an exception ends the run. */
    void on(TrainingEvent event);

    /**
     * Called once before the first event, where the run has a folder.
     *
     * @param run the folder, which is there
     * @param stepsDone steps of the run done before this process
     */
    default void begin(Path run, long stepsDone) {}

    /** Called once after the last event, however the run ended, where {@link #begin} was called. */
    default void end() {}
}
