package org.s2r2.data.dataset;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.MapBinder;
import org.s2r2.data.DatasetFactory;
import org.s2r2.plugin.S2r2Module;

/**
 * Binds the datasets {@code cifar10}, {@code coco}, {@code folder}, {@code shapes} and {@code stl10}; found by {@code
 * ServiceLoader}.
 */
public final class DatasetModule extends AbstractModule implements S2r2Module {

    @Override
    protected void configure() {
        MapBinder<String, DatasetFactory> datasets =
                MapBinder.newMapBinder(binder(), String.class, DatasetFactory.class);
        datasets.addBinding("cifar10").toInstance(Cifar10Dataset::open);
        datasets.addBinding("coco").toInstance(CocoDataset::open);
        datasets.addBinding("folder").toInstance(FolderDataset::open);
        datasets.addBinding("shapes").toInstance(ShapesDataset::open);
        datasets.addBinding("stl10").toInstance(new Stl10());
    }
}
