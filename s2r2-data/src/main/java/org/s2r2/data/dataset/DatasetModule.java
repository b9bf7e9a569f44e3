package org.s2r2.data.dataset;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.MapBinder;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.s2r2.data.DatasetFactory;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.Split;
import org.s2r2.plugin.S2r2Module;
import org.s2r2.settings.Settings;

/**
 * Binds the datasets {@code cifar10}, {@code coco}, {@code folder}, {@code list}, {@code shapes} and {@code
 * stl10}; found by {@code ServiceLoader}.
 */
public final class DatasetModule extends AbstractModule implements S2r2Module {

    @Override
    protected void configure() {
        MapBinder<String, DatasetFactory> datasets =
                MapBinder.newMapBinder(binder(), String.class, DatasetFactory.class);
        datasets.addBinding("cifar10").toInstance(new BuiltIn(Cifar10Dataset::open, Cifar10Dataset::readKeys));
        datasets.addBinding("coco").toInstance(new BuiltIn(Coco::open, Coco::readKeys));
        datasets.addBinding("folder").toInstance(new BuiltIn(ImageFolder::open, ImageFolder::readKeys));
        datasets.addBinding("list").toInstance(new BuiltIn(ImageList::open, ImageList::readKeys));
        datasets.addBinding("shapes").toInstance(new BuiltIn(ShapesDataset::open, ShapesDataset::readKeys));
        datasets.addBinding("stl10").toInstance(new Stl10());
    }

    /** How a dataset is opened, and how its keys are read without that. */
    private record BuiltIn(BiFunction<Settings, Split, ImageDataset> opening, Consumer<Settings> reading)
            implements DatasetFactory {

        @Override
        public ImageDataset open(Settings settings, Split split) {
            return opening.apply(settings, split);
        }

        @Override
        public boolean readKeys(Settings settings) {
            reading.accept(settings);
            return true;
        }
    }
}
