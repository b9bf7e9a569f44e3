package org.s2r2.bench;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.MapBinder;
import java.util.Map;
import org.s2r2.backend.BackendFactory;
import org.s2r2.data.DatasetFactory;
import org.s2r2.experiment.Components;
import org.s2r2.objective.ObjectiveFactory;

/** What the class path has, and some parts of a test's own. */
final class TestComponents {

    private TestComponents() {}

    static Components with(Map<String, BackendFactory> backends, Map<String, ObjectiveFactory> objectives,
            Map<String, DatasetFactory> datasets) {
        return Components.discover(new AbstractModule() {
            @Override
            protected void configure() {
                bind(BackendFactory.class, backends);
                bind(ObjectiveFactory.class, objectives);
                bind(DatasetFactory.class, datasets);
            }

            private <T> void bind(Class<T> type, Map<String, T> parts) {
                MapBinder<String, T> binder = MapBinder.newMapBinder(binder(), String.class, type);
                parts.forEach((name, part) -> binder.addBinding(name).toInstance(part));
            }
        });
    }
}
