package org.s2r2.data.augment;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.MapBinder;
import org.s2r2.plugin.S2r2Module;

/** Binds the augmentations that come with the framework under their names. */
public final class AugmentationModule extends AbstractModule implements S2r2Module {

    @Override
    protected void configure() {
        MapBinder<String, AugmentationFactory> augmentations =
                MapBinder.newMapBinder(binder(), String.class, AugmentationFactory.class);
        augmentations.addBinding("flip").toInstance(HorizontalFlip::from);
        augmentations.addBinding("jitter").toInstance(ColorJitter::from);
        augmentations.addBinding("grayscale").toInstance(Grayscale::from);
        augmentations.addBinding("blur").toInstance(Blur::from);
        augmentations.addBinding("solarize").toInstance(Solarize::from);
    }
}
