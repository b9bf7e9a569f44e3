package org.s2r2.bench;

import org.s2r2.backend.Backend;
import org.s2r2.backend.EncoderModel;
import org.s2r2.experiment.Experiment;
import org.s2r2.objective.Objective;

/** The untrained encoder of an experiment on its backend, both open. */
record OpenEncoder(Backend backend, EncoderModel model) implements AutoCloseable {

    static OpenEncoder of(Experiment experiment, Objective objective) {
        Backend backend = experiment.openBackend();
        try {
            return new OpenEncoder(backend, experiment.models().untrained(backend, objective));
        } catch (RuntimeException e) {
            backend.close();
            throw e;
        }
    }

    @Override
    public void close() {
        model.close();
        backend.close();
    }
}
