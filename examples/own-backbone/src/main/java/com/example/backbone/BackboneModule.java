package com.example.backbone;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.MapBinder;
import org.s2r2.encoder.BackboneFactory;
import org.s2r2.plugin.S2r2Module;

/** Makes {@code encoder.backbone: plain-cnn} known. */
public final class BackboneModule extends AbstractModule implements S2r2Module {

    @Override
    protected void configure() {
        MapBinder.newMapBinder(binder(), String.class, BackboneFactory.class)
                .addBinding(PlainCnn.NAME)
                .toInstance(PlainCnn::from);
    }
}
