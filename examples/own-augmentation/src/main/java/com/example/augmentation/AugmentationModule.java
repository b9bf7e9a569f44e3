package com.example.augmentation;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.MapBinder;
import org.s2r2.data.augment.AugmentationFactory;
import org.s2r2.plugin.S2r2Module;

/** Makes {@code name: cutout} known in {@code views.augmentations}. */
public final class AugmentationModule extends AbstractModule implements S2r2Module {

    @Override
    protected void configure() {
        MapBinder.newMapBinder(binder(), String.class, AugmentationFactory.class)
                .addBinding(Cutout.NAME)
                .toInstance(Cutout::from);
    }
}
