package org.s2r2.experiment;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.AbstractModule;
import com.google.inject.CreationException;
import com.google.inject.multibindings.MapBinder;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.objective.ObjectiveFactory;
import org.s2r2.objective.SmoothAp;
import org.s2r2.plugin.S2r2Module;
import org.s2r2.settings.InvalidInputException;

class ComponentsTest {

    @TempDir
    Path folder;

    /** Binds a name that the framework binds. */
    public static final class Namesake extends AbstractModule implements S2r2Module {
        @Override
        protected void configure() {
            MapBinder.newMapBinder(binder(), String.class, ObjectiveFactory.class)
                    .addBinding("smooth-ap")
                    .toInstance(SmoothAp::from);
        }
    }

    /** A module whose library was left at home. */
    public static final class Lacking extends AbstractModule implements S2r2Module {
        public Lacking() {
            throw new NoClassDefFoundError("com/example/Library");
        }
    }

    /** As {@link Lacking}, but found out later. */
    public static final class LackingInConfigure extends AbstractModule implements S2r2Module {
        @Override
        protected void configure() {
            throw new NoClassDefFoundError("com/example/Library");
        }
    }

    /** A mistake in a module, for whose author the stack trace is. */
    public static final class Failing extends AbstractModule implements S2r2Module {
        @Override
        protected void configure() {
            throw new UnsupportedOperationException("not yet");
        }
    }

    /** Discovers what there is beside a folder on the class path that names one more module. */
    private void discoverWith(String module) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve("org.s2r2.plugin.S2r2Module"), module + "\n");
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
            Thread.currentThread().setContextClassLoader(loader);
            Components.discover();
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Test
    void aNameThatTwoModulesBindIsRefusedWithBoth() {
        assertThatThrownBy(() -> discoverWith(Namesake.class.getName()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll("META-INF/services/org.s2r2.plugin.S2r2Module", "\"smooth-ap\"",
                        "ApiModule.bindObjectives(ApiModule.java:", " and ",
                        "ComponentsTest$Namesake.configure(",
                        "expected every name to be bound once");
    }

    @Test
    void aModuleThatIsNotOnTheClassPathIsRefusedWithItsName() {
        assertThatThrownBy(() -> discoverWith("com.example.Nowhere"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll("META-INF/services/org.s2r2.plugin.S2r2Module", "com.example.Nowhere not found");
    }

    @Test
    void aModuleThatLacksAClassIsRefusedWithBothNames() {
        assertThatThrownBy(() -> discoverWith(Lacking.class.getName()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll("ComponentsTest$Lacking", "NoClassDefFoundError: com/example/Library");
        assertThatThrownBy(() -> discoverWith(LackingInConfigure.class.getName()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll("com/example/Library");
    }

    @Test
    void aModuleThatFailsKeepsItsStackTrace() {
        assertThatThrownBy(() -> discoverWith(Failing.class.getName()))
                .isInstanceOf(CreationException.class)
                .hasCauseInstanceOf(UnsupportedOperationException.class);
    }
}
