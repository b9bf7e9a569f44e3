package com.example.dataset;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.MapBinder;
import org.s2r2.data.DatasetFactory;
import org.s2r2.plugin.S2r2Module;

/** Makes {@code data.dataset: stripes} known. */
public final class DatasetModule extends AbstractModule implements S2r2Module {

    @Override
    protected void configure() {
        MapBinder.newMapBinder(binder(), String.class, DatasetFactory.class)
                .addBinding(Stripes.NAME)
                .toInstance(Stripes::open);
    }
}
