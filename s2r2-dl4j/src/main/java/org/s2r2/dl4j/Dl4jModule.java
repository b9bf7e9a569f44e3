package org.s2r2.dl4j;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.MapBinder;
import org.s2r2.backend.BackendFactory;
import org.s2r2.plugin.S2r2Module;

/** Binds the backend {@code dl4j}, on Deeplearning4j's ND4J. Nothing of the engine is loaded before it is opened. */
public final class Dl4jModule extends AbstractModule implements S2r2Module {

    @Override
    protected void configure() {
        MapBinder.newMapBinder(binder(), String.class, BackendFactory.class)
                .addBinding(Dl4jBackendFactory.NAME)
                .toInstance(new Dl4jBackendFactory());
    }
}
