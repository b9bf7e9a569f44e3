package org.s2r2.baseline;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.MapBinder;
import org.s2r2.objective.ObjectiveFactory;
import org.s2r2.plugin.S2r2Module;

/** Binds the objectives that ranking is compared with under their names. */
public final class BaselineModule extends AbstractModule implements S2r2Module {

    @Override
    protected void configure() {
        MapBinder<String, ObjectiveFactory> objectives =
                MapBinder.newMapBinder(binder(), String.class, ObjectiveFactory.class);
        objectives.addBinding(NtXent.NAME).toInstance(NtXent::from);
        objectives.addBinding(Swav.NAME).toInstance(Swav::from);
    }
}
