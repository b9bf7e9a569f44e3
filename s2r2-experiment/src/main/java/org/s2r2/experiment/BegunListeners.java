package org.s2r2.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.s2r2.training.TrainingListener;

/** Listeners that were told of the beginning of a run; each of them is told of its end, whatever the others do. */
final class BegunListeners implements AutoCloseable {

    private final List<TrainingListener> begun = new ArrayList<>();

    private BegunListeners() {}

    /** Begins all, or ends those that were begun and throws what one of them threw. */
    static BegunListeners begin(List<TrainingListener> listeners, Path run, long stepsDone) {
        BegunListeners all = new BegunListeners();
        try {
            for (TrainingListener listener : listeners) {
                listener.begin(run, stepsDone);
                all.begun.add(listener);
            }
            return all;
        } catch (RuntimeException e) {
            try {
                all.close();
            } catch (RuntimeException further) {
                e.addSuppressed(further);
            }
            throw e;
        }
    }

    /** Ends all, and throws then what the first threw that failed. */
    @Override
    public void close() {
        RuntimeException failure = null;
        for (TrainingListener listener : begun) {
            try {
                listener.end();
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
