package com.example.loss;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.MapBinder;
import org.s2r2.objective.ObjectiveFactory;

/** Makes {@code objective.name: decoupled-contrastive} known. */
public final class LossModule extends AbstractModule {

    @Override
    protected void configure() {
        MapBinder.newMapBinder(binder(), String.class, ObjectiveFactory.class)
                .addBinding(DecoupledContrastive.NAME)
                .toInstance(DecoupledContrastive::from);
    }
}
