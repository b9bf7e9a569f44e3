package org.s2r2.plugin;

import com.google.inject.Module;

/**
 * A Guice module that adds to S2R2. A jar names its modules in {@code META-INF/services/org.s2r2.plugin.S2r2Module}, and
 * each of them binds factories under names, which then stand in experiment files:
 *
 * <pre>{@code
 * public final class MyModule extends AbstractModule implements S2r2Module {
 *     @Override
 *     protected void configure() {
 *         MapBinder.newMapBinder(binder(), String.class, ObjectiveFactory.class)
 *                 .addBinding("my-loss")
 *                 .toInstance(MyLoss::from);
 *     }
 * }
 * }</pre>
 *
 * <p>Other Guice modules on the class path are not installed. docs/extending.md lists what can be added.
 */
public interface S2r2Module extends Module {}
