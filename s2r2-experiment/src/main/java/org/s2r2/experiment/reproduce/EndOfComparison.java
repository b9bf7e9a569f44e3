package org.s2r2.experiment.reproduce;

import org.s2r2.training.StopRequest;
import org.s2r2.training.TrainingEvent;
import org.s2r2.training.TrainingListener;

/** Stops a training behind the last step that there is something to compare with. */
final class EndOfComparison implements TrainingListener {

    /** Why the training stops. */
    static final String REASON = "the end of what is compared";

    private final long stepsOfRun;
    private final int epochs;
    private final StopRequest stop;
    private long last;
    private boolean whole;

    /**
     * @param stepsOfRun how many steps the first run has
     * @param epochs how many epochs were asked for
     */
    EndOfComparison(long stepsOfRun, int epochs, StopRequest stop) {
        this.stepsOfRun = stepsOfRun;
        this.epochs = epochs;
        this.stop = stop;
    }

    /** The last step to compare. */
    long last() {
        return last;
    }

    /** Whether that is the last one that the configuration asks for. */
    boolean whole() {
        return whole;
    }

    @Override
    public void on(TrainingEvent event) {
        if (event instanceof TrainingEvent.Started started) {
            last = Math.min(stepsOfRun, (long) epochs * started.stepsPerEpoch());
            whole = last == (long) started.epochs() * started.stepsPerEpoch();
        } else if (event instanceof TrainingEvent.StepDone done) {
            after(done.step());
        } else if (event instanceof TrainingEvent.StepSkipped skipped) {
            after(skipped.step());
        }
    }

    private void after(long step) {
        if (step == last && !whole) {
            stop.ask(REASON);
        }
    }
}
