package com.example.protocol;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.MapBinder;
import org.s2r2.eval.protocol.ProtocolFactory;
import org.s2r2.plugin.S2r2Module;

/** Makes {@code name: centroid} known in {@code evaluation.protocols}. */
public final class ProtocolModule extends AbstractModule implements S2r2Module {

    @Override
    protected void configure() {
        MapBinder.newMapBinder(binder(), String.class, ProtocolFactory.class)
                .addBinding(Centroid.NAME)
                .toInstance(settings -> new Centroid());
    }
}
