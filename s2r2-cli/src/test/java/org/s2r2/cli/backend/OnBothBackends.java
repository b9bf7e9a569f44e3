package org.s2r2.cli.backend;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.s2r2.backend.Backend;
import org.s2r2.backend.BackendFactory.Device;
import org.s2r2.backend.BackendFactory.Options;
import org.s2r2.experiment.Components;

/** Tests of the two backends side by side, each of which is open for the whole class. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OnBothBackends {

    /** By their names. */
    final Map<String, Backend> backends = new LinkedHashMap<>();

    @BeforeAll
    void open() {
        Components components = Components.discover();
        for (String name : List.of("djl", "dl4j")) {
            backends.put(name, components.backends().get(name).open(new Options(Device.CPU, 2)));
        }
    }

    @AfterAll
    void close() {
        backends.values().forEach(Backend::close);
    }
}
