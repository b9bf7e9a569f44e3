package com.example.listener;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.MapBinder;
import org.s2r2.plugin.S2r2Module;
import org.s2r2.training.TrainingListenerFactory;

/** Makes {@code name: loss-file} known in {@code training.listeners}. */
public final class ListenerModule extends AbstractModule implements S2r2Module {

    @Override
    protected void configure() {
        MapBinder.newMapBinder(binder(), String.class, TrainingListenerFactory.class)
                .addBinding(LossFile.NAME)
                .toInstance(LossFile::from);
    }
}
