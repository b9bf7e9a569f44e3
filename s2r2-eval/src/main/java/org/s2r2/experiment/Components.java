package org.s2r2.experiment;

import com.google.inject.AbstractModule;
import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Module;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.s2r2.backend.BackendFactory;
import org.s2r2.data.DatasetFactory;
import org.s2r2.objective.ObjectiveFactory;

/**
 * What an experiment can name: backends, objectives and datasets, each under its name. A jar on the class path adds to
 * them with a Guice module that binds into the maps, named in {@code META-INF/services/com.google.inject.Module}.
 *
 * @param backends for {@code backend.name}
 * @param objectives for {@code objective.name}
 * @param datasets for {@code data.dataset}
 */
public record Components(
        Map<String, BackendFactory> backends,
        Map<String, ObjectiveFactory> objectives,
        Map<String, DatasetFactory> datasets) {

    @Inject
    public Components {}

    /**
     * Everything that the modules on the class path bind.
     *
     * @throws CreationException if two modules bind one name
     */
    public static Components discover() {
        List<Module> modules = new ArrayList<>();
        ServiceLoader.load(Module.class).forEach(modules::add);
        modules.add(new AbstractModule() {});
        return Guice.createInjector(modules).getInstance(Components.class);
    }
}
