package com.example.optimizer;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.MapBinder;
import org.s2r2.optim.OptimizerFactory;
import org.s2r2.plugin.S2r2Module;

/** Makes {@code optimizer.name: lion} known. */
public final class OptimizerModule extends AbstractModule implements S2r2Module {

    @Override
    protected void configure() {
        MapBinder.newMapBinder(binder(), String.class, OptimizerFactory.class)
                .addBinding(Lion.NAME)
                .toInstance(Lion::from);
    }
}
