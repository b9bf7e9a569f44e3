package org.s2r2.training;

import org.s2r2.testkit.training.TrainingListenerContract;

/** A listener that does nothing keeps the contract. */
class PlainListenerTest extends TrainingListenerContract {

    @Override
    protected TrainingListenerFactory factory() {
        return settings -> new TrainingListener() {
            @Override
            public void on(TrainingEvent event) {}
        };
    }
}
