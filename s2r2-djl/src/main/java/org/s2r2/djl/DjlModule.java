package org.s2r2.djl;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.MapBinder;
import org.s2r2.backend.BackendFactory;
import org.s2r2.plugin.S2r2Module;

/** Binds the backend {@code djl}, on DJL's PyTorch engine. Nothing of the engine is loaded before it is opened. */
public final class DjlModule extends AbstractModule implements S2r2Module {

    @Override
    protected void configure() {
        MapBinder.newMapBinder(binder(), String.class, BackendFactory.class)
                .addBinding(DjlBackendFactory.NAME)
                .toInstance(new DjlBackendFactory());
    }
}
