package com.example.backend;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.MapBinder;
import org.s2r2.backend.BackendFactory;
import org.s2r2.plugin.S2r2Module;

/** Makes {@code backend.name: polite} known. */
public final class BackendModule extends AbstractModule implements S2r2Module {

    @Override
    protected void configure() {
        MapBinder.newMapBinder(binder(), String.class, BackendFactory.class)
                .addBinding(PoliteBackendFactory.NAME)
                .to(PoliteBackendFactory.class);
    }
}
