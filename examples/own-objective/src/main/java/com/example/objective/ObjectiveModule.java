package com.example.objective;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.MapBinder;
import org.s2r2.objective.ObjectiveFactory;
import org.s2r2.plugin.S2r2Module;

/** Makes {@code objective.name: decoupled-contrastive} known. */
public final class ObjectiveModule extends AbstractModule implements S2r2Module {

    @Override
    protected void configure() {
        MapBinder.newMapBinder(binder(), String.class, ObjectiveFactory.class)
                .addBinding(DecoupledContrastive.NAME)
                .toInstance(DecoupledContrastive::from);
    }
}
