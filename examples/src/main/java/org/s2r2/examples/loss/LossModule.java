package org.s2r2.examples.loss;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.MapBinder;
import org.s2r2.objective.ObjectiveFactory;

/** Makes {@code objective.name: pairwise-logistic} known; found by {@code ServiceLoader}. */
public final class LossModule extends AbstractModule {

    @Override
    protected void configure() {
        MapBinder.newMapBinder(binder(), String.class, ObjectiveFactory.class)
                .addBinding(PairwiseLogistic.NAME)
                .toInstance(PairwiseLogistic::from);
    }
}
