package org.s2r2.experiment;

import com.google.inject.AbstractModule;
import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Module;
import com.google.inject.multibindings.MapBinder;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.s2r2.backend.BackendFactory;
import org.s2r2.data.DatasetFactory;
import org.s2r2.data.augment.AugmentationFactory;
import org.s2r2.encoder.BackboneFactory;
import org.s2r2.eval.protocol.ProtocolFactory;
import org.s2r2.objective.ObjectiveFactory;
import org.s2r2.optim.OptimizerFactory;
import org.s2r2.optim.ScheduleFactory;
import org.s2r2.plugin.S2r2Module;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.training.TrainingListenerFactory;

/**
 * What an experiment can name, each part under its name. A jar on the class path adds to
 * them with an {@link S2r2Module} that binds into the maps, named in {@code META-INF/services/org.s2r2.plugin.S2r2Module}.
 *
 * @param backends for {@code backend.name}
 * @param backbones for {@code encoder.backbone}
 * @param objectives for {@code objective.name}
 * @param optimizers for {@code optimizer.name}
 * @param schedules for {@code schedule.name}
 * @param datasets for {@code data.dataset}
 * @param augmentations for {@code views.augmentations}
 * @param protocols for {@code evaluation.protocols}
 * @param listeners for {@code training.listeners}
 */
public record Components(
        Map<String, BackendFactory> backends,
        Map<String, BackboneFactory> backbones,
        Map<String, ObjectiveFactory> objectives,
        Map<String, OptimizerFactory> optimizers,
        Map<String, ScheduleFactory> schedules,
        Map<String, DatasetFactory> datasets,
        Map<String, AugmentationFactory> augmentations,
        Map<String, ProtocolFactory> protocols,
        Map<String, TrainingListenerFactory> listeners) {

    private static final String MODULES = "META-INF/services/org.s2r2.plugin.S2r2Module";

    @Inject
    public Components {}

    /** The same with other backends. */
    public Components withBackends(Map<String, BackendFactory> others) {
        return new Components(Map.copyOf(others), backbones, objectives, optimizers, schedules, datasets, augmentations,
                protocols, listeners);
    }

    /** The same with further parts under names that may have been others'. */
    public Components with(Map<String, BackboneFactory> moreBackbones, Map<String, ObjectiveFactory> moreObjectives,
            Map<String, OptimizerFactory> moreOptimizers) {
        return new Components(backends, joined(backbones, moreBackbones), joined(objectives, moreObjectives),
                joined(optimizers, moreOptimizers), schedules, datasets, augmentations, protocols, listeners);
    }

    private static <T> Map<String, T> joined(Map<String, T> some, Map<String, T> more) {
        Map<String, T> all = new HashMap<>(some);
        all.putAll(more);
        return all;
    }

    /** The maps that modules bind into, each there even where nobody binds anything. */
    private static final class Maps extends AbstractModule {
        @Override
        protected void configure() {
            for (Class<?> type : List.of(BackendFactory.class, BackboneFactory.class, ObjectiveFactory.class,
                    OptimizerFactory.class, ScheduleFactory.class, DatasetFactory.class,
                    AugmentationFactory.class, ProtocolFactory.class, TrainingListenerFactory.class)) {
                MapBinder.newMapBinder(binder(), String.class, type);
            }
        }
    }

    /**
     * Everything that the modules on the class path bind, and what some more modules do.
     *
     * @throws InvalidInputException if a module cannot be loaded, or two bind one name
     */
    public static Components discover(Module... more) {
        try {
            List<Module> modules = new ArrayList<>(List.of(more));
            ServiceLoader.load(S2r2Module.class).forEach(modules::add);
            modules.add(new Maps());
            return Guice.createInjector(modules).getInstance(Components.class);
        } catch (ServiceConfigurationError | LinkageError e) {
            Throwable reason = e.getCause() == null ? e : e.getCause();
            throw new InvalidInputException(MODULES + ": found a module that cannot be loaded (" + e.getMessage()
                    + (reason == e ? "" : ": " + reason) + "), expected every class that it needs on the class path",
                    e);
        } catch (CreationException e) {
            throw e.getCause() == null ? conflict(e) : e;
        }
    }

    /** What Guice found wrong without a failure in a module: its first error, and the places that it lists below. */
    private static InvalidInputException conflict(CreationException e) {
        String places = Objects.requireNonNull(e.getMessage(), "it lists the errors").lines()
                .map(String::strip)
                .filter(line -> line.matches("\\d+ : .*"))
                .map(line -> line.replaceFirst("\\d+ : ", ""))
                .collect(Collectors.joining(" and "));
        return new InvalidInputException(MODULES + ": " + e.getErrorMessages().iterator().next().getMessage()
                + " Found in " + places + "; expected every name to be bound once", e);
    }
}
